// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/donation.h"
#include "frontend/trace/trace.h"

#include <memory>
#include <span>
#include <vector>

namespace burin::detail {

/// A compiled program with the arrays that it took in from outside.
struct Program {
  std::shared_ptr<const runtime::Executable> executable; ///< null only when forwards_all
  bool forwards_all = false;                             ///< every result is an argument: nothing to run
  std::size_t num_arguments = 0;                         ///< explicit ones
  std::vector<Array> captures;                           ///< concrete
  std::vector<std::shared_ptr<const runtime::HostFunction>> host_functions; ///< by their numbers in the executable
  std::vector<runtime::TensorType> result_types;
  std::vector<bool> result_weak;
  std::vector<int> result_argument; ///< result i is this argument, or -1
  Donations donations;
  TraceCost cost;

  /// Throws ConcretizationError when a capture is a tracer of unknown value.
  static std::shared_ptr<const Program> compile(const ClosedTrace &closed, bool even_if_forwarding = true);
  /// The same for calls that may donate.
  static std::shared_ptr<const Program> compile_donating(const ClosedTrace &closed);

  /// `arguments`: the explicit ones; `results` are null. When it throws, nothing has changed.
  void run(std::span<Node *const> arguments, std::span<NodeRef> results, const GivenArguments &given = {}) const;

private:
  void prepare(const ClosedTrace &closed);
  void run_executable(const void *const *inputs, void *const *outputs) const;
  void compile_function(const ClosedTrace &closed, std::span<const runtime::Donation> donors);
};

} // namespace burin::detail
