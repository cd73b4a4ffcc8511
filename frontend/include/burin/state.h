// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"

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

  void tree_visit(detail::TreeVisitor &visitor);

private:
  std::vector<Entry> entries_;
};

namespace detail {
State state_of(TreeRef tree);
void merge_state(TreeRef tree, const State &state, const SourceLine &line);
} // namespace detail

/// All arrays of a model, holes left out.
template <class T> State state_of(const T &model) { return detail::state_of(detail::tree_ref(model)); }

/// The model with the state's arrays in place of its own; TreeError for a path that the model does not have.
template <class T>
T merge(const T &model, const State &state, std::source_location where = std::source_location::current()) {
  T merged(model);
  detail::merge_state(detail::tree_ref(merged), state, where);
  return merged;
}

} // namespace burin
