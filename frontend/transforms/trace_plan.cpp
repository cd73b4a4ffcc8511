// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_plan.h"
#include "burin/errors.h"
#include "burin/tree.h"
#include "frontend/trace/message.h"
#include "frontend/trace/node.h"
#include "frontend/trace/trace.h"

#include <algorithm>
#include <functional>

namespace burin::detail {
namespace {

/// Of a module: not an array by itself, or in a container.
bool is_field(std::string_view path) { return path.find('.') != path.npos; }

/// Puts tracers in place of the arrays of one argument.
class TracerPlacer final : public TreeVisitor {
public:
  TracerPlacer(TraceScope &scope, int argument, std::vector<Array> &tracers, std::vector<LeafUse> &uses,
               std::vector<int> &leaves)
      : TreeVisitor(true), scope_(scope), argument_(argument),
        root_(argument_text(static_cast<std::size_t>(argument), {})), tracers_(tracers), uses_(uses), leaves_(leaves) {}

  void leaf(Array &array, LeafKind kind) override {
    if (array.is_none()) {
      leaves_.push_back(-1);
      return;
    }
    leaves_.push_back(static_cast<int>(tracers_.size()));
    uses_.push_back({argument_, join_path(root_, path())});
    if (is_field(path()) && is_trained(array, kind))
      scope_.watch(array, uses_.back().path);
    tracers_.push_back(scope_.argument(array, uses_.back().path));
    ArrayAccess::set(array, tracers_.back());
  }

private:
  TraceScope &scope_;
  int argument_;
  std::string root_;
  std::vector<Array> &tracers_;
  std::vector<LeafUse> &uses_;
  std::vector<int> &leaves_;
};

class EachLeaf final : public TreeVisitor {
public:
  explicit EachLeaf(const std::function<void(Array &)> &body) : body_(body) {}
  void leaf(Array &array, LeafKind) override { body_(array); }

private:
  const std::function<void(Array &)> &body_;
};

void each_leaf(TreeRef tree, const std::function<void(Array &)> &body) {
  EachLeaf visitor(body);
  tree.visit(visitor);
}

CallKey structure_of(TreeRef tree) {
  CallKey key;
  KeyVisitor visitor(key, KeyVisitor::Content::structure);
  tree.visit(visitor);
  return key;
}

} // namespace

void ArgumentTracers::enter(int argument, TreeRef copy) {
  Argument entered{argument, StoredKey(structure_of(copy)), {}};
  TracerPlacer placer(scope_, argument, tracers_, uses_, entered.leaves);
  copy.visit(placer);
  arguments_.push_back(std::move(entered));
}

int ArgumentTracers::find(const Array &leaf) const {
  for (std::size_t i = 0; i < tracers_.size(); ++i)
    if (ArrayAccess::same_node(tracers_[i], leaf))
      return static_cast<int>(i);
  return -1;
}

void ArgumentTracers::leave(int argument, bool writable, TreeRef copy, OutputCollector &collect,
                            std::vector<StateChange> &states) {
  const auto entered = std::find_if(arguments_.begin(), arguments_.end(),
                                    [&](const Argument &candidate) { return candidate.argument == argument; });
  bool new_value = false;
  std::vector<LeafSource> changed;
  const bool whole = !entered->structure.matches(structure_of(copy));
  int number = 0;
  each_leaf(copy, [&](Array &leaf) {
    const int at = number++;
    if (leaf.is_none())
      return;
    const bool same = !whole && ArrayAccess::same_node(leaf, tracers_[static_cast<std::size_t>(entered->leaves[at])]);
    new_value |= !same && find(leaf) < 0;
    if (!same && writable)
      changed.push_back({at, collect.take(leaf)});
    ArrayAccess::set(leaf, Array());
  });
  // A temporary that the function has moved from is not a change.
  if (writable ? whole || !changed.empty() : new_value)
    changed_ |= std::uint64_t(1) << argument;
  if (writable && (whole || !changed.empty()))
    states.push_back({argument, whole, std::move(changed)});
}

std::vector<LeafUse> ArgumentTracers::uses(std::span<const Source> results,
                                           const std::vector<StateChange> &states) const {
  std::vector<LeafUse> uses = uses_;
  for (const StateChange &state : states)
    for (const Argument &entered : arguments_)
      if (entered.argument == state.argument) {
        for (int tracer : entered.leaves)
          if (tracer >= 0)
            uses[static_cast<std::size_t>(tracer)].fate = LeafUse::Fate::kept;
        for (const LeafSource &leaf : state.leaves)
          if (const int tracer = state.whole ? -1 : entered.leaves[static_cast<std::size_t>(leaf.leaf)];
              tracer >= 0 && leaf.source >= 0) {
            uses[static_cast<std::size_t>(tracer)].fate = LeafUse::Fate::replaced;
            uses[static_cast<std::size_t>(tracer)].output = leaf.source;
          }
      }
  const auto keep = [&](Source source) {
    if (source < 0 && source != no_source)
      uses[static_cast<std::size_t>(-1 - source)].fate = LeafUse::Fate::kept;
  };
  for (Source source : results)
    keep(source);
  for (const StateChange &state : states)
    for (const LeafSource &leaf : state.leaves)
      keep(leaf.source);
  return uses;
}

Source OutputCollector::take(Array &leaf) {
  if (leaf.is_none())
    return no_source;
  const bool forward = forwarding_ == Forwarding::all || (forwarding_ == Forwarding::not_first && !outputs_.empty());
  Source source = static_cast<Source>(outputs_.size());
  if (forward) {
    if (const int argument = tracers_.find(leaf); argument >= 0)
      source = -1 - argument;
    for (std::size_t i = 0; i < outputs_.size() && source >= 0; ++i)
      if (ArrayAccess::same_node(outputs_[i], leaf)) {
        source = static_cast<Source>(i);
        break;
      }
  }
  if (source == static_cast<Source>(outputs_.size()))
    outputs_.push_back(leaf);
  ArrayAccess::set(leaf, Array());
  return source;
}

std::vector<Source> OutputCollector::take_all(TreeRef tree) {
  std::vector<Source> sources;
  each_leaf(tree, [&](Array &leaf) { sources.push_back(take(leaf)); });
  return sources;
}

bool replaces(const std::vector<StateChange> &states, int argument) {
  return std::any_of(states.begin(), states.end(),
                     [&](const StateChange &change) { return change.argument == argument && change.whole; });
}

void SetLeaves::leaf(Array &array, LeafKind) {
  const Source source = plan_[next_++];
  ArrayAccess::set(array, source == no_source ? Array() : sources_[source]);
}

StateWriter::StateWriter(std::span<const StateChange> states, const Sources &sources)
    : states_(states), sources_(sources) {
  for (const StateChange &state : states)
    for (const LeafSource &leaf : state.leaves)
      if (leaf.source < 0)
        forwarded_.emplace_back(leaf.source, sources[leaf.source]);
}

const Array &StateWriter::value(const LeafSource &leaf) const {
  for (const auto &[source, array] : forwarded_)
    if (source == leaf.source)
      return array;
  return sources_[leaf.source];
}

const StateChange *StateWriter::change(int argument) const {
  for (const StateChange &state : states_)
    if (state.argument == argument)
      return &state;
  return nullptr;
}

bool StateWriter::replaces(int argument) const {
  const StateChange *state = change(argument);
  return state && state->whole;
}

void StateWriter::check(int argument, TreeRef target) const {
  const StateChange *state = change(argument);
  if (!state)
    return;
  const auto tracer = std::find_if(state->leaves.begin(), state->leaves.end(),
                                   [&](const LeafSource &leaf) { return ArrayAccess::is_tracer(value(leaf)); });
  if (tracer != state->leaves.end())
    each_leaf(target, [&](Array &leaf) { ArrayAccess::check_store(leaf, value(*tracer)); });
}

void StateWriter::write(int argument, TreeRef target) const {
  const StateChange *state = change(argument);
  if (!state)
    return;
  std::size_t next = 0;
  int number = 0;
  each_leaf(target, [&](Array &leaf) {
    if (next < state->leaves.size() && state->leaves[next].leaf == number)
      ArrayAccess::set(leaf, value(state->leaves[next++]));
    ++number;
  });
}

void check_overlap(std::string_view op, std::span<const Extent> extents, std::uint64_t changed,
                   const std::vector<std::string> &names, const SourceLine &line) {
  const auto begin = [&](std::size_t i) { return reinterpret_cast<std::uintptr_t>(extents[i].begin); };
  for (std::size_t i = 0; i < extents.size(); ++i)
    for (std::size_t j = 0; j < extents.size(); ++j) {
      const bool overlap = i != j && extents[i].bytes && extents[j].bytes && begin(i) < begin(j) + extents[j].bytes &&
                           begin(j) < begin(i) + extents[i].bytes;
      if (!overlap || !(changed >> i & 1))
        continue;
      const bool same = extents[i].begin == extents[j].begin && extents[i].bytes == extents[j].bytes;
      const std::string first = argument_text(std::min(i, j), names), second = argument_text(std::max(i, j), names);
      throw TreeError(Message(op, first + " and " + second +
                                      (same ? " are the same object" : " overlap: one lies in the other") +
                                      ", and the function changes " + argument_text(i, names))
                          .at(line)
                          .cure("Pass the object once, or pass a copy of it.")
                          .text("treeerror"));
    }
}

void refuse_unassignable(std::string_view op, int argument, const std::vector<std::string> &names,
                         const SourceLine &line) {
  throw UnsupportedError(Message(op, argument_text(static_cast<std::size_t>(argument), names) +
                                         " changed its structure inside the function, and its type cannot be assigned")
                             .at(line)
                             .cure("Give the type a copy assignment, or leave its structure alone.")
                             .text("unsupportederror"));
}

void require_concrete(std::span<const Array *const> leaves) {
  for (const Array *leaf : leaves)
    if (!ArrayAccess::is_concrete(*leaf))
      require_value(*leaf, Need::operand, "call", user_line());
}

void ArrayAccess::check_store(const Array &target, const Array &value) {
  const Node *node = value.node_.get();
  if (node && node->is_tracer && !born_within(target.born_, static_cast<const Tracer *>(node)->control->id))
    throw_stored_outside(*static_cast<const Tracer *>(node), nullptr);
}

} // namespace burin::detail
