// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control_calls.h"
#include "burin/detail/traced_call.h"
#include "burin/tree.h"

#include <string>
#include <vector>

namespace burin::detail {

/// The branches of one cond or switch_: their arguments, and what each gives for results and state.
class BranchSet {
public:
  /// ShapeError for no branches.
  BranchSet(const ControlSite &site, std::size_t branches);
  ~BranchSet();
  BranchSet(const BranchSet &) = delete;
  BranchSet &operator=(const BranchSet &) = delete;

  /// The predicate or index as a number of a branch. ShapeError unless it is a scalar; DTypeError for an index that is
  /// no integer.
  Array index(const Array &given) const;
  void add_argument(int argument, TreeRef tree);
  TraceRequest request() const; ///< of the next branch
  /// Inside of the trace of a branch: its result.
  void take(TreeRef result);
  /// The branch is traced. TreeError where its result differs in structure from that of the first.
  void add(const TracedFunction &function, const std::vector<StateChange> &states);
  /// The results, then what any branch changes. ShapeError or DTypeError where types differ; results of weak type take
  /// over the dtype of the others.
  std::vector<Array> call(const Array &index);
  /// Of all branches together.
  const std::vector<StateChange> &states() const;

private:
  struct State;
  State *const state_;
};

} // namespace burin::detail
