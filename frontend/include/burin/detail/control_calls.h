// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_scope.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Calls of traced functions by control flow.
namespace burin::detail {

/// One use of control flow: which function of burin::lax, and the user's line.
struct ControlSite {
  Transform transform;
  SourceLine line;
  std::string_view op() const; ///< "scan"
};

/// "the body of lax::scan" is traced as part "body".
TraceScope::Options control_options(const ControlSite &site, std::string_view part,
                                    std::vector<std::string> argument_names);

/// A function, and the arrays for those of its explicit arguments that are the same in each of its runs; they stand
/// behind the others.
struct Callee {
  TracedFunction function;
  std::vector<Array> fixed{};
};

struct ScanSteps {
  std::int64_t length = 0;
  bool reverse = false;
  std::int64_t unroll = 1;
};

/// The carry, then what the body gives besides with a leading axis of `length`.
std::vector<Array> call_scan(const Callee &body, const ScanSteps &steps, std::span<const Array> carry,
                             std::span<const Array> rows, const SourceLine &line);
/// The carry. Reverse mode keeps `checkpoints` copies of it; 0: as many as is the default.
std::vector<Array> call_while(const Callee &condition, const Callee &body, std::int64_t checkpoints,
                              std::span<const Array> carry, const SourceLine &line);
/// The results of the branch with the number `index`, an i32 scalar that is clamped.
std::vector<Array> call_case(const Array &index, std::span<const Callee> branches, std::span<const Array> operands,
                             const SourceLine &line);

} // namespace burin::detail
