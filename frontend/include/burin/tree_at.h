// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <source_location>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

/// Says that a function is no replacement itself but makes one of the node: needed where every function can be one, in
/// place of an nn::Layer.
template <class F> struct replace_fn {
  explicit replace_fn(F f) : function(std::move(f)) {}
  F function;
};

namespace detail {

/// TreeError unless each target is an object of the tree, and none is, or lies in, another one.
void require_targets(TreeRef tree, TypeId root, std::span<const ObjectRef> targets, const SourceLine &line);
void require_replacements(std::size_t targets, std::size_t replacements, const SourceLine &line);

template <class R> inline constexpr bool is_replace_fn = false;
template <class F> inline constexpr bool is_replace_fn<replace_fn<F>> = true;
template <class Found> inline constexpr bool is_tie = false;
template <class... Node> inline constexpr bool is_tie<std::tuple<Node &...>> = true;
template <class Found> inline constexpr bool is_pointer_list = false;
template <class Node> inline constexpr bool is_pointer_list<std::vector<Node *>> = true;

/// True when R is called with the node, and is not taken for a replacement.
template <class Node, class R> constexpr bool makes() {
  if constexpr (is_replace_fn<R>)
    return true;
  else if constexpr (std::is_convertible_v<const R &, Node>)
    return false;
  else if constexpr (std::is_invocable_v<const R &, const Node &>)
    return std::is_convertible_v<std::invoke_result_t<const R &, const Node &>, Node>;
  else
    return false;
}

template <class Node, class R> Node replacement_for(const Node &node, const R &replacement) {
  if constexpr (is_replace_fn<R>) {
    static_assert(std::is_invocable_r_v<Node, decltype(replacement.function), const Node &>,
                  "burin: the function given to tree_at takes the node, and gives a value of its type");
    return replacement.function(node);
  } else if constexpr (makes<Node, R>()) {
    return replacement(node);
  } else {
    static_assert(std::is_convertible_v<const R &, Node>,
                  "burin: tree_at puts a value of the node's own type in its place; a part that can become another "
                  "kind of layer is an nn::Layer");
    return replacement;
  }
}

template <class Node> ObjectRef target_of(Node *node) {
  using N = std::remove_const_t<Node>;
  return {type_id<N>(), const_cast<N *>(node)};
}

/// In a tuple of values, which may convert from anything, in place of them.
template <class Node> struct Replacement {
  Node value;
  void put(const Node &node) { const_cast<Node &>(node) = std::move(value); }
};

/// Nodes are overwritten when all replacements are there.
template <class Tree, class... Node, class... R>
void replace_nodes(Tree &tree, const std::tuple<Node &...> &nodes, const std::tuple<const R &...> &by,
                   const SourceLine &line) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    require_targets(tree_ref(tree), type_id<Tree>(),
                    std::array<ObjectRef, sizeof...(I)>{target_of(std::addressof(std::get<I>(nodes)))...}, line);
    std::tuple<Replacement<std::remove_const_t<Node>>...> values{Replacement<std::remove_const_t<Node>>{
        replacement_for<std::remove_const_t<Node>>(std::get<I>(nodes), std::get<I>(by))}...};
    (std::get<I>(values).put(std::get<I>(nodes)), ...);
  }(std::index_sequence_for<Node...>());
}

template <class Tree, class... Node, class R>
void replace_each(Tree &tree, const std::tuple<Node &...> &nodes, const R &by, const SourceLine &line) {
  constexpr std::size_t count = sizeof...(Node);
  if constexpr (TupleNode<R> && !ArrayLeaf<R>) {
    static_assert(std::tuple_size_v<R> == count,
                  "burin: tree_at takes one replacement for each node that `where` gives, in a std::tuple");
    std::apply([&](const auto &...each) { replace_nodes(tree, nodes, std::tie(each...), line); }, by);
  } else {
    static_assert((makes<std::remove_const_t<Node>, R>() && ...),
                  "burin: tree_at takes one replacement for each node that `where` gives, in a std::tuple");
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      replace_nodes(tree, nodes, std::tie((static_cast<void>(I), by)...), line);
    }(std::index_sequence_for<Node...>());
  }
}

template <class Tree, class Node, class R>
void replace_list(Tree &tree, const std::vector<Node *> &nodes, const R &by, const SourceLine &line) {
  using N = std::remove_const_t<Node>;
  std::vector<ObjectRef> targets;
  for (Node *node : nodes)
    targets.push_back(target_of(node));
  require_targets(tree_ref(tree), type_id<Tree>(), targets, line);
  std::vector<N> values;
  if constexpr (makes<N, R>()) {
    for (const Node *node : nodes)
      values.push_back(replacement_for<N>(*node, by));
  } else {
    static_assert(SequenceNode<R>,
                  "burin: tree_at takes one replacement for each node that `where` gives, in a std::vector");
    require_replacements(nodes.size(), by.size(), line);
    for (std::size_t i = 0; i < nodes.size(); ++i)
      values.push_back(replacement_for<N>(*nodes[i], by[i]));
  }
  for (std::size_t i = 0; i < nodes.size(); ++i)
    const_cast<N &>(*nodes[i]) = std::move(values[i]);
}

} // namespace detail

/// A copy of the tree with another value in place of one node: tree_at([](auto &m) -> auto & { return m.bias; }, model,
/// none). `where` gives a reference into the tree that it is called with; of several nodes std::tie(m.a, m.b), with a
/// std::tuple of replacements, or a std::vector of pointers, with a std::vector of them. A replacement is a value that
/// converts to the node's type - for an nn::Layer any layer -, or a function that takes the node and gives one, for all
/// nodes; replace_fn(f) says that f is such a function where it could be either. No constructor but the copy's runs.
/// TreeError, with paths, where `where` gives an object outside of the tree, one node twice or one within another, and
/// for another number of replacements.
template <class Where, class T, class R>
T tree_at(const Where &where, const T &tree, const R &replacement,
          std::source_location line = std::source_location::current()) {
  T edited(tree);
  decltype(auto) found = where(edited);
  using Found = decltype(found);
  const std::decay_t<R> &by = replacement; // of a function a pointer
  if constexpr (std::is_lvalue_reference_v<Found>) {
    detail::replace_nodes(edited, std::tie(found), std::tie(by), line);
  } else {
    static_assert(
        detail::is_tie<Found> || detail::is_pointer_list<Found>,
        "burin: `where` of tree_at gives a reference into the tree, [](auto &m) -> auto & { return m.bias; }, "
        "or std::tie of several");
    if constexpr (detail::is_tie<Found>)
      detail::replace_each(edited, found, by, line);
    else if constexpr (detail::is_pointer_list<Found>)
      detail::replace_list(edited, found, by, line);
  }
  return edited;
}

} // namespace burin
