// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/parts.h"
#include "burin/tree.h"

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burin {

/// Arrays by path, in order: the arrays of a model without its types. Paths are like "layers[1].kernel".
class State {
public:
  using Entry = std::pair<std::string, Array>;
  State() = default;
  State(std::initializer_list<Entry> entries);

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  bool contains(std::string_view path) const { return find(path) != nullptr; }
  /// Null when there is none.
  const Array *find(std::string_view path) const;
  /// TreeError, with the paths there are, when there is none.
  const Array &at(std::string_view path, std::source_location where = std::source_location::current()) const;
  /// Added at the end when there is none.
  Array &operator[](std::string_view path);
  void erase(std::string_view path);

  void tree_visit(detail::TreeVisitor &visitor) { visit_entries(visitor, detail::LeafKind::array); }

protected:
  void visit_entries(detail::TreeVisitor &visitor, detail::LeafKind kind);

private:
  std::vector<Entry> entries_;
};

/// Arrays by path that are state but are not trained, as nn::Stat.
class StatState : public State {
public:
  using State::State;
  void tree_visit(detail::TreeVisitor &visitor) { visit_entries(visitor, detail::LeafKind::stat); }
};

namespace detail {

State state_of(TreeRef tree);
void merge_state(TreeRef tree, const State &state, const SourceLine &line);
/// The arrays of the chosen parts; the others stay in `parts`.
State take_out(std::vector<TreePart> &parts, const std::vector<bool> &chosen);

/// A state and the line that gives it to merge.
struct GivenState {
  GivenState(const State &s, std::source_location w = std::source_location::current()) : state(s), where(w) {}
  const State &state;
  SourceLine where;
};

} // namespace detail

/// All arrays of a model, holes left out.
template <class T> State state_of(const T &model) { return detail::state_of(detail::tree_ref(model)); }

/// The model's arrays, divided: those of the first predicate, those of the second among the others, and so on, and last
/// the rest: `auto [params, stats, rest] = split(model, is_inexact_array, is_stat)`. A predicate is one of (array),
/// (path) or (path, array), as for filter. Together the parts are state_of(model).
template <class T, class... Which>
  requires(sizeof...(Which) > 0 && (detail::LeafPredicate<Which> && ...))
std::array<State, sizeof...(Which) + 1> split(const T &model, const Which &...which) {
  std::vector<detail::TreePart> parts = detail::tree_parts(detail::tree_ref(model), detail::type_id<T>());
  // Braces run from left to right.
  return {detail::take_out(parts, detail::chosen_parts("split", parts, which, {}))...,
          detail::take_out(parts, std::vector<bool>(parts.size(), true))};
}

/// The model with the states' arrays in place of its own; where two states have a path, the later one's. TreeError for
/// a path that the model does not have.
template <class T, std::same_as<State>... More>
T merge(const T &model, const detail::GivenState &state, const More &...more) {
  T merged(model);
  detail::merge_state(detail::tree_ref(merged), state.state, state.where);
  (detail::merge_state(detail::tree_ref(merged), more, state.where), ...);
  return merged;
}

} // namespace burin
