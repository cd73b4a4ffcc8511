// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control_calls.h"
#include "burin/detail/traced_call.h"
#include "burin/tree.h"

#include <memory>
#include <string>
#include <vector>

namespace burin::detail {

/// The branches of one cond or switch_: their arguments, and what each gives for results and state.
class BranchSet {
public:
  /// ShapeError for no branches.
  BranchSet(const ControlSite &site, std::size_t branches);
  ~BranchSet();

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
  const std::vector<StateChange> &states() const { return states_; }

private:
  struct Leaf;
  struct Traced;
  struct Output;
  std::string name_of_branch(std::size_t i) const;
  void unite_states();
  std::vector<std::vector<Output>> outputs_by_place() const;
  void agree(std::vector<Output> &outputs) const;
  [[noreturn]] void refuse_types(const std::vector<Output> &outputs) const;
  [[noreturn]] void refuse_structure(const std::string &first, const std::string &other) const;

  ControlSite site_;
  std::size_t count_;
  std::vector<Leaf> leaves_;
  std::vector<Traced> branches_;
  std::vector<StateChange> states_;
};

} // namespace burin::detail
