// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"
#include "burin/state.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Jacobians by running one derivative of the traced function over all rows of the identity.
namespace burin::detail {

enum class JacobianMode : std::uint8_t { forward, reverse };

struct JacobianCall {
  JacobianMode mode;
  const TracedFunction &function;
  const DifferentiatedLeaves &arguments;
  std::span<const Source> sources; ///< of the leaves of the function's result
  bool with_results;               ///< the function's results are needed too: state has changed
  SourceLine line;

  std::string_view op() const { return mode == JacobianMode::forward ? "jacfwd" : "jacrev"; }
  TraceScope::Options options() const;
};

struct JacobianBlocks {
  std::vector<Array> results; ///< of the function, if they were asked for
  std::vector<Array> blocks;  ///< result leaf by result leaf, differentiated array by array: [result..., argument...]
};

/// DTypeError for a result that is not floating, naming its path.
void require_floating_results(const JacobianCall &call, TreeRef result);
JacobianBlocks jacobian_blocks(const JacobianCall &call);

/// Blocks in place of the leaves of a result tree, or by "out|in" path.
void set_result_blocks(TreeRef tree, std::span<const Source> sources, std::span<const Array> blocks);
State named_blocks(TreeRef result, std::span<const Source> sources, TreeRef argument, std::span<const Array> blocks);

} // namespace burin::detail
