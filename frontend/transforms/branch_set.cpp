// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/branch_set.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"
#include "frontend/transforms/control_errors.h"
#include "frontend/transforms/rearrange.h"
#include "frontend/transforms/tree_picture.h"

#include <algorithm>
#include <numeric>

namespace burin::detail {

struct BranchSet::State {
  /// An array of the arguments.
  struct Leaf {
    int argument, number; ///< of the argument's leaves, holes counted
    std::string path;
    Array array;
  };

  struct Traced {
    std::optional<TreePicture> picture;
    std::vector<std::string> paths; ///< of the results
    std::vector<SourceLine> lines;  ///< where they were made
    TracedFunction function{};
    std::vector<StateChange> states{};
  };

  /// What one branch gives at one place.
  struct Output {
    ResultFrom from;
    ShapeDtype type;
    bool weak;
    std::string path;
    SourceLine line{};
  };

  State(const ControlSite &site, std::size_t branches) : site_(site), count_(branches) {
    if (branches == 0)
      throw ShapeError(Message(site.op(), "there are no branches")
                           .expected("one branch or more", "none")
                           .at(site.line)
                           .cure("Give a std::tuple of functions, or a std::vector of functions of one type.")
                           .text("shapeerror"));
  }
  std::string name_of_branch(std::size_t i) const;
  Array index(const Array &given) const;
  void add_argument(int argument, TreeRef tree);
  TraceRequest request() const;
  void take(TreeRef result);
  void add(const TracedFunction &function, const std::vector<StateChange> &states);
  void unite_states();
  std::vector<std::vector<Output>> outputs_by_place() const;
  void agree(std::vector<Output> &outputs) const;
  [[noreturn]] void refuse_types(const std::vector<Output> &outputs) const;
  std::vector<Array> call(const Array &index);

  ControlSite site_;
  std::size_t count_;
  std::vector<Leaf> leaves_;
  std::vector<Traced> branches_;
  std::vector<StateChange> states_;
};

std::string BranchSet::State::name_of_branch(std::size_t i) const {
  if (site_.transform == Transform::cond)
    return i == 0 ? "false branch" : "true branch";
  return "branch " + std::to_string(i);
}

Array BranchSet::State::index(const Array &given) const {
  const bool predicate = site_.transform == Transform::cond;
  const std::string what = predicate ? "the predicate" : "the index";
  if (given.is_none() || given.ndim() != 0)
    throw ShapeError(Message(site_.op(), what + " is not a scalar")
                         .expected("one value that decides for all", type_text(given))
                         .at(site_.line)
                         .cure("Choose element by element with where(condition, a, b), or row by row with vmap.")
                         .text("shapeerror"));
  if (predicate)
    return convert(given.dtype() == bool_ ? given : given != 0, {i32, false});
  if (!is_integer(given.dtype()))
    throw DTypeError(Message(site_.op(), "the index is not an integer")
                         .expected("an integer scalar", type_text(given))
                         .at(site_.line)
                         .cure("Convert it with x.astype(i32).")
                         .text("dtypeerror"));
  const bool fits = size_of(given.dtype()) < 4 || given.dtype() == i32;
  return convert(fits ? given : clip(given, 0, static_cast<std::int64_t>(count_) - 1), {i32, false});
}

void BranchSet::State::add_argument(int argument, TreeRef tree) {
  int number = 0;
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    if (!leaf.array->is_none())
      leaves_.push_back(
          {argument, number, join_path(argument_text(static_cast<std::size_t>(argument), {}), leaf.path), *leaf.array});
    ++number;
  }
}

TraceRequest BranchSet::State::request() const {
  return {site_.op(), control_options(site_, name_of_branch(branches_.size()), {}), Forwarding::none, {}};
}

void BranchSet::State::take(TreeRef result) {
  Traced &traced = branches_.emplace_back();
  traced.picture.emplace(result);
  for (const TreeLeaf &leaf : tree_leaves(result))
    if (!leaf.array->is_none()) {
      traced.paths.push_back(join_path("the result", leaf.path));
      traced.lines.push_back(line_of_value(*leaf.array));
    }
}

void BranchSet::State::add(const TracedFunction &function, const std::vector<StateChange> &states) {
  Traced &traced = branches_.back();
  traced.function = function;
  traced.states = states;
  if (const auto difference = branches_.front().picture->difference(*traced.picture))
    refuse_branch_structure(site_, difference->first + ", as the " + name_of_branch(0) + " gives it",
                            difference->second + ", as the " + name_of_branch(branches_.size() - 1) + " gives it");
  for (const StateChange &state : states)
    if (state.whole)
      refuse_restructured(site_, argument_text(static_cast<std::size_t>(state.argument), {}));
}

/// Every leaf that some branch changes, behind the results.
void BranchSet::State::unite_states() {
  int output = static_cast<int>(branches_.front().paths.size());
  for (const Leaf &leaf : leaves_) {
    const auto changes = [&](const Traced &branch) {
      return std::any_of(branch.states.begin(), branch.states.end(), [&](const StateChange &state) {
        return state.argument == leaf.argument &&
               std::any_of(state.leaves.begin(), state.leaves.end(),
                           [&](const LeafSource &source) { return source.leaf == leaf.number; });
      });
    };
    if (std::none_of(branches_.begin(), branches_.end(), changes))
      continue;
    if (states_.empty() || states_.back().argument != leaf.argument)
      states_.push_back({leaf.argument, false, {}});
    states_.back().leaves.push_back({leaf.number, output++});
  }
}

namespace {

/// The result of a branch that holds a leaf's new value; -1: it is not changed.
int changed_result(const std::vector<StateChange> &states, int argument, int leaf) {
  for (const StateChange &state : states)
    if (state.argument == argument)
      for (const LeafSource &source : state.leaves)
        if (source.leaf == leaf)
          return source.source;
  return -1;
}

} // namespace

/// One list per output, with an entry per branch.
std::vector<std::vector<BranchSet::State::Output>> BranchSet::State::outputs_by_place() const {
  std::vector<std::vector<Output>> places(branches_.front().paths.size());
  const auto result = [](const Traced &branch, std::size_t i) -> Output {
    return {{static_cast<int>(i)}, branch.function.result_type(i), branch.function.result_weak(i), {}};
  };
  for (std::size_t i = 0; i < places.size(); ++i)
    for (const Traced &branch : branches_) {
      Output &output = places[i].emplace_back(result(branch, i));
      output.path = branch.paths[i];
      output.line = branch.lines[i];
    }
  for (const StateChange &state : states_)
    for (const LeafSource &changed : state.leaves) {
      const auto leaf = std::find_if(leaves_.begin(), leaves_.end(), [&](const Leaf &candidate) {
        return candidate.argument == state.argument && candidate.number == changed.leaf;
      });
      std::vector<Output> &place = places.emplace_back();
      for (const Traced &branch : branches_) {
        const int from = changed_result(branch.states, state.argument, changed.leaf);
        if (from >= 0)
          place.push_back(result(branch, static_cast<std::size_t>(from)));
        else
          place.push_back({{-1 - static_cast<int>(leaf - leaves_.begin())},
                           {leaf->array.shape(), leaf->array.dtype()},
                           ArrayAccess::weak(leaf->array),
                           {}});
        place.back().path = leaf->path;
      }
    }
  return places;
}

void BranchSet::State::agree(std::vector<Output> &outputs) const {
  Promoted common{outputs[0].type.dtype, outputs[0].weak};
  for (const Output &output : outputs)
    common = promote(common, {output.type.dtype, output.weak});
  const auto fits = [&](const Output &output) {
    return output.type.shape == outputs[0].type.shape && (output.type.dtype == common.dtype || output.weak);
  };
  if (!std::all_of(outputs.begin(), outputs.end(), fits))
    refuse_types(outputs);
  for (Output &output : outputs)
    if (output.type.dtype != common.dtype)
      output.from.type = common;
}

void BranchSet::State::refuse_types(const std::vector<Output> &outputs) const {
  const auto differs = [&](bool in_shape) {
    return std::find_if(outputs.begin(), outputs.end(), [&](const Output &output) {
      return in_shape ? !(output.type.shape == outputs[0].type.shape) : output.type.dtype != outputs[0].type.dtype;
    });
  };
  const auto other = differs(true) != outputs.end() ? differs(true) : differs(false);
  const auto given = [&](const Output &output) {
    return GivenByBranch{name_of_branch(static_cast<std::size_t>(&output - outputs.data())), output.type, output.line};
  };
  refuse_branch_types(site_, outputs[0].path, given(outputs[0]), given(*other));
}

std::vector<Array> BranchSet::State::call(const Array &index) {
  unite_states();
  std::vector<std::vector<Output>> places = outputs_by_place();
  for (std::vector<Output> &place : places)
    agree(place);
  std::vector<Array> operands;
  for (const Leaf &leaf : leaves_)
    operands.push_back(leaf.array);
  std::vector<int> all(operands.size());
  std::iota(all.begin(), all.end(), 0);
  std::vector<Callee> callees;
  for (std::size_t branch = 0; branch < count_; ++branch) {
    std::vector<ResultFrom> results;
    for (const std::vector<Output> &place : places)
      results.push_back(place[branch].from);
    callees.push_back(rearrange(branches_[branch].function, operands, all, results, site_));
  }
  if (count_ == 1)
    return detail::call(callees[0].function, operands, site_.line);
  return call_case(index, callees, operands, site_.line);
}

BranchSet::BranchSet(const ControlSite &site, std::size_t branches) : state_(new State(site, branches)) {}
BranchSet::~BranchSet() { delete state_; }
Array BranchSet::index(const Array &given) const { return state_->index(given); }
void BranchSet::add_argument(int argument, TreeRef tree) { state_->add_argument(argument, tree); }
TraceRequest BranchSet::request() const { return state_->request(); }
void BranchSet::take(TreeRef result) { state_->take(result); }
void BranchSet::add(const TracedFunction &function, const std::vector<StateChange> &states) {
  state_->add(function, states);
}
std::vector<Array> BranchSet::call(const Array &index) { return state_->call(index); }
const std::vector<StateChange> &BranchSet::states() const { return state_->states_; }

} // namespace burin::detail
