// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/parts.h"
#include "burin/tree.h"

#include <array>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

/// Types of nodes that are not descended into.
template <class... Nodes> struct IsLeaf {
  static constexpr std::array<detail::TypeId, sizeof...(Nodes)> types() { return {detail::type_id<Nodes>()...}; }
};

/// `tree::leaves(model, is_leaf<nn::Dropout>)`, `partition(model, is_array, is_leaf<nn::Dropout>)`: nodes of these
/// types are leaves, as a whole, and no arrays.
template <class... Nodes> inline constexpr IsLeaf<Nodes...> is_leaf{};

namespace detail {

template <class... Nodes, class T> std::vector<TreePart> parts_of(const T &tree, IsLeaf<Nodes...> stop) {
  return tree_parts(tree_ref(tree), type_id<T>(), stop.types());
}

template <class F, class Node> bool map_node(const F &f, const ObjectRef &part) {
  if (part.type != type_id<Node>())
    return false;
  auto &node = *static_cast<Node *>(part.object);
  if constexpr (std::is_invocable_r_v<Node, const F &, const Node &>)
    node = f(std::as_const(node));
  return true;
}

} // namespace detail

namespace tree {

/// All arrays outside of nodes of these types.
template <class T, class... Nodes> std::vector<Array> leaves(const T &tree, IsLeaf<Nodes...> stop) {
  std::vector<Array> arrays;
  for (const detail::TreePart &part : detail::parts_of(tree, stop))
    if (part.is_array() && !part.arrays[0]->is_none())
      arrays.push_back(*part.arrays[0]);
  return arrays;
}

/// Where those arrays and nodes stand.
template <class T, class... Nodes> std::vector<std::string> paths(const T &tree, IsLeaf<Nodes...> stop) {
  std::vector<std::string> texts;
  for (detail::TreePart &part : detail::parts_of(tree, stop))
    if (!part.is_array() || !part.arrays[0]->is_none())
      texts.push_back(std::move(part.path));
  return texts;
}

/// f of every array outside of nodes of these types, and of every such node if f takes it and gives one; other such
/// nodes stay as they are: `tree::map(Overloaded{...}, model, is_leaf<nn::Dropout>)`.
template <class F, class T, class... Nodes> T map(const F &f, const T &tree, IsLeaf<Nodes...> stop) {
  T result(tree);
  for (const detail::TreePart &part : detail::parts_of(result, stop)) {
    if (!part.is_array())
      static_cast<void>((detail::map_node<F, Nodes>(f, part.node) || ...));
    else if constexpr (std::is_invocable_v<const F &, const Array &>)
      if (!part.arrays[0]->is_none())
        detail::ArrayAccess::set(*part.arrays[0], f(std::as_const(*part.arrays[0])));
  }
  return result;
}

} // namespace tree
} // namespace burin
