// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/loop.h"
#include "burin/errors.h"
#include "frontend/ops/record.h"
#include "frontend/trace/abstract.h"
#include "frontend/transforms/control_errors.h"
#include "frontend/transforms/rearrange.h"

#include <algorithm>
#include <numeric>

namespace burin::detail {

struct Loop::State {
  enum class Part : std::uint8_t { carry, row, state };
  struct Leaf {
    Part part;
    int argument, number; ///< of the argument's leaves, holes counted
    std::string path;
    Array array; ///< the caller's; of the type that goes round
  };
  /// What comes back in place of a leaf.
  struct Returned {
    std::size_t leaf;
    int result; ///< of the body
    ShapeDtype type;
    bool weak;
    SourceLine line;
    bool yields = false; ///< weak, to be converted to the leaf's dtype
  };

  State(const ControlSite &site, std::string_view carry_prefix) : site_(site), carry_prefix_(carry_prefix) {}

  void add(Part part, int argument, TreeRef tree, const std::string &root);
  void add_rows(TreeRef xs, const std::optional<std::int64_t> &length);
  std::int64_t agreed_length(const std::optional<std::int64_t> &length) const;
  void make_abstract(int argument, TreeRef copy) const;
  TraceRequest request(std::string_view part) const;
  void take_carry(TreeRef returned);
  void take_states(const TracedFunction &body, const std::vector<StateChange> &states);
  bool settle(Returned &returned, const Returned *&wrong);
  bool settle(const TracedFunction &body, const std::vector<StateChange> &states);
  std::vector<ResultFrom> carried_results() const; ///< carry, then changed state
  std::vector<Array> arrays() const;
  std::vector<int> varying() const; ///< carry, then changed state
  std::vector<Array> carried() const;
  std::vector<Array> scan(const TracedFunction &body, bool reverse, std::int64_t unroll) const;
  std::vector<Array> repeat(const TracedFunction &condition, const TracedFunction &body,
                            std::int64_t checkpoints) const;

  ControlSite site_;
  std::string carry_prefix_;
  std::vector<Leaf> leaves_;
  std::size_t num_carry_ = 0, num_rows_ = 0;
  int first_state_ = 1; ///< argument
  std::int64_t length_ = 0;
  std::optional<TreeRef> init_;
  std::vector<Returned> carry_, states_;
};

void Loop::State::add(Part part, int argument, TreeRef tree, const std::string &root) {
  int number = 0;
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    std::string_view path = leaf.path;
    if (part == Part::carry && path.starts_with(carry_prefix_))
      path.remove_prefix(carry_prefix_.size());
    if (!leaf.array->is_none())
      leaves_.push_back({part, argument, number, join_path(root, path), *leaf.array});
    ++number;
  }
}

void Loop::State::add_rows(TreeRef xs, const std::optional<std::int64_t> &length) {
  first_state_ = 2;
  add(Part::row, 1, xs, "xs");
  num_rows_ = leaves_.size() - num_carry_;
  length_ = agreed_length(length);
}

std::int64_t Loop::State::agreed_length(const std::optional<std::int64_t> &length) const {
  LengthClaims claims(site_);
  if (length)
    claims.option(*length);
  for (const Leaf &leaf : leaves_)
    if (leaf.part == Part::row)
      claims.array(leaf.path, leaf.array);
  return claims.agreed();
}

void Loop::State::make_abstract(int argument, TreeRef copy) const {
  std::vector<AbstractLeaf> types;
  for (const Leaf &leaf : leaves_)
    if (leaf.argument == argument)
      types.push_back({leaf.number, leaf.array, without_axis(leaf.array.shape(), leaf.part == Part::row ? 0 : -1)});
  place_abstract(copy, types);
}

TraceRequest Loop::State::request(std::string_view part) const {
  std::vector<std::string> names;
  for (const Leaf &leaf : leaves_) {
    const auto argument = static_cast<std::size_t>(leaf.argument);
    names.resize(std::max(names.size(), argument + 1));
    names[argument] = leaf.part == Part::carry ? "carry"
                      : leaf.part == Part::row ? "x"
                                               : leaf.path.substr(0, leaf.path.find(':'));
  }
  return {site_.op(), control_options(site_, part, std::move(names)), Forwarding::none, {}};
}

void Loop::State::take_carry(TreeRef returned) {
  check_carry_structure(site_, *init_, returned, carry_prefix_);
  carry_.clear();
  for (const TreeLeaf &leaf : tree_leaves(returned))
    if (!leaf.array->is_none())
      carry_.push_back({carry_.size(),
                        static_cast<int>(carry_.size()),
                        {leaf.array->shape(), leaf.array->dtype()},
                        ArrayAccess::weak(*leaf.array),
                        line_of_value(*leaf.array)});
}

void Loop::State::take_states(const TracedFunction &body, const std::vector<StateChange> &states) {
  states_.clear();
  for (const StateChange &change : states) {
    const auto leaf_of = [&](int number) {
      return std::find_if(leaves_.begin(), leaves_.end(),
                          [&](const Leaf &leaf) { return leaf.argument == change.argument && leaf.number == number; });
    };
    if (change.whole)
      refuse_restructured(site_, request("body").options.argument_names[static_cast<std::size_t>(change.argument)]);
    for (const LeafSource &leaf : change.leaves) {
      const auto result = static_cast<std::size_t>(leaf.source);
      states_.push_back({static_cast<std::size_t>(leaf_of(leaf.leaf) - leaves_.begin()), leaf.source,
                         body.result_type(result), body.result_weak(result), SourceLine()});
    }
  }
}

/// True when a weak initial value took over a dtype.
bool Loop::State::settle(Returned &returned, const Returned *&wrong) {
  Array &array = leaves_[returned.leaf].array;
  const Promoted before = type_of(array), after = promote(before, {returned.type.dtype, returned.weak});
  returned.yields = false;
  if (array.shape() == returned.type.shape) {
    if (before.dtype == returned.type.dtype)
      return false;
    if (before.weak && after.dtype != before.dtype) {
      ArrayAccess::set(array, convert(array, after));
      return true;
    }
    if (returned.weak && after.dtype == before.dtype) {
      returned.yields = true;
      return false;
    }
  }
  if (!wrong)
    wrong = &returned;
  return false;
}

bool Loop::State::settle(const TracedFunction &body, const std::vector<StateChange> &states) {
  take_states(body, states);
  const Returned *wrong = nullptr;
  bool promoted = false;
  for (std::vector<Returned> *group : {&carry_, &states_})
    for (Returned &returned : *group)
      promoted |= settle(returned, wrong);
  if (wrong && !promoted)
    refuse_carry_type(site_, leaves_[wrong->leaf].path, leaves_[wrong->leaf].array, wrong->type, wrong->line);
  return !promoted;
}

std::vector<Array> Loop::State::arrays() const {
  std::vector<Array> list;
  for (const Leaf &leaf : leaves_)
    list.push_back(leaf.array);
  return list;
}

std::vector<int> Loop::State::varying() const {
  std::vector<int> list(num_carry_);
  std::iota(list.begin(), list.end(), 0);
  for (const Returned &state : states_)
    list.push_back(static_cast<int>(state.leaf));
  return list;
}

std::vector<Array> Loop::State::carried() const {
  std::vector<Array> list;
  for (const int leaf : varying())
    list.push_back(leaves_[static_cast<std::size_t>(leaf)].array);
  return list;
}

std::vector<ResultFrom> Loop::State::carried_results() const {
  std::vector<ResultFrom> results;
  for (const std::vector<Returned> *group : {&carry_, &states_})
    for (const Returned &returned : *group) {
      ResultFrom &result = results.emplace_back(returned.result);
      if (returned.yields)
        result.type = Promoted{leaves_[returned.leaf].array.dtype(), false};
    }
  return results;
}

std::vector<Array> Loop::State::scan(const TracedFunction &body, bool reverse, std::int64_t unroll) const {
  const std::size_t carried_count = num_carry_ + states_.size(), rows_end = num_carry_ + num_rows_;
  std::vector<int> arguments = varying();
  for (std::size_t row = num_carry_; row < rows_end; ++row)
    arguments.push_back(static_cast<int>(row));
  std::vector<ResultFrom> results = carried_results();
  const std::size_t gathered = body.num_results() - carried_count;
  for (std::size_t i = 0; i < gathered; ++i)
    results.push_back({static_cast<int>(num_carry_ + i)});
  const std::vector<Array> all = arrays();
  const Callee step = rearrange(body, all, arguments, results, site_);
  std::vector<Array> outputs = call_scan(step, {length_, reverse, check_unroll(site_, unroll, length_)}, carried(),
                                         std::span(all).subspan(num_carry_, num_rows_), site_.line);
  const auto states = outputs.begin() + static_cast<std::ptrdiff_t>(num_carry_);
  std::rotate(states, outputs.begin() + static_cast<std::ptrdiff_t>(carried_count), outputs.end());
  return outputs;
}

std::vector<Array> Loop::State::repeat(const TracedFunction &condition, const TracedFunction &body,
                                       std::int64_t checkpoints) const {
  const std::vector<Array> all = arrays();
  const std::vector<int> arguments = varying();
  const Callee test = rearrange(condition, all, arguments, std::vector<ResultFrom>{{0}}, site_);
  const Callee step = rearrange(body, all, arguments, carried_results(), site_);
  return call_while(test, step, check_checkpoints(site_, checkpoints), carried(), site_.line);
}

Loop::Loop(const ControlSite &site, std::string_view carry_prefix) : state_(new State(site, carry_prefix)) {}
Loop::~Loop() { delete state_; }

void Loop::add_carry(TreeRef init) {
  state_->init_ = init;
  state_->add(State::Part::carry, 0, init, "the carry");
  state_->num_carry_ = state_->leaves_.size();
}
void Loop::add_rows(TreeRef xs, const std::optional<std::int64_t> &length) { state_->add_rows(xs, length); }
void Loop::add_state(int argument, TreeRef tree) {
  state_->add(State::Part::state, argument, tree, "state " + std::to_string(argument - state_->first_state_));
}
void Loop::make_abstract(int argument, TreeRef copy) const { state_->make_abstract(argument, copy); }
TraceRequest Loop::request(std::string_view part) const { return state_->request(part); }
void Loop::take_carry(TreeRef returned) { state_->take_carry(returned); }
void Loop::check_condition(const Array &condition) const { require_condition(state_->site_, condition); }
bool Loop::settle(const TracedFunction &body, const std::vector<StateChange> &states) {
  return state_->settle(body, states);
}
std::vector<Array> Loop::scan(const TracedFunction &body, bool reverse, std::int64_t unroll) const {
  return state_->scan(body, reverse, unroll);
}
std::vector<Array> Loop::repeat(const TracedFunction &condition, const TracedFunction &body,
                                std::int64_t checkpoints) const {
  return state_->repeat(condition, body, checkpoints);
}

} // namespace burin::detail
