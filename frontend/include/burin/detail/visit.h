// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/tree_visitor.h"
#include "burin/reflect.h"
#include "burin/stat.h"
#include "burin/static.h"

#include <concepts>
#include <memory>
#include <tuple>
#include <type_traits>

/// Which types are nodes, leaves and metadata, and the traversal itself.
namespace burin::detail {

template <class T>
concept ArrayLeaf = std::is_base_of_v<Array, T>;

template <class T>
concept WithTreeFields = requires(T &t) { T::tree_fields(t); };

/// A type-erased node that visits what it holds: `void tree_visit(detail::TreeVisitor &)`.
template <class T>
concept WithTreeVisit = requires(T &t, TreeVisitor &v) { t.tree_visit(v); };

template <class T>
concept TupleNode = requires { std::tuple_size<T>::value; };

template <class T>
concept TextLike = std::is_convertible_v<const T &, std::string_view>;

// The standard containers are recognized by their members, so that this header includes none of them.
template <class T>
concept MapNode = requires(T &t) {
  typename T::mapped_type;
  typename T::key_type;
  t.begin()->second;
  { t.size() } -> std::convertible_to<std::size_t>;
};
template <class T>
concept SequenceNode = !MapNode<T> && !TextLike<T> && requires(T &t) {
  typename T::value_type;
  { *t.begin() } -> std::same_as<typename T::value_type &>;
  { t.size() } -> std::convertible_to<std::size_t>;
  t.resize(t.size());
};
template <class T>
concept OptionalNode = !MapNode<T> && requires(T &t) {
  typename T::value_type;
  { t.has_value() } -> std::same_as<bool>;
  { *t } -> std::same_as<typename T::value_type &>;
  t.reset();
};
template <class T>
concept VariantNode = requires(T &t) {
  { t.valueless_by_exception() } -> std::same_as<bool>;
  { t.index() } -> std::convertible_to<std::size_t>;
};

template <class T>
concept ObjectPointer = (std::is_pointer_v<T> && !FunctionPointer<T> && !TextLike<T>) || std::is_null_pointer_v<T> ||
                        (std::is_class_v<T> && requires(T &t) {
                          typename T::element_type;
                          t.get();
                          t.operator->();
                        });

template <class T>
concept ReferenceWrapper = std::is_class_v<T> && requires(T &t) {
  typename T::type;
  { t.get() } -> std::same_as<typename T::type &>;
} && std::is_convertible_v<T, typename T::type &>;

template <class T>
concept AggregateNode =
    std::is_aggregate_v<T> && std::is_class_v<T> && !TupleNode<T> && !is_static_wrapper<T> && !TextLike<T>;

template <class T> void visit(TreeVisitor &v, T &tree);

template <class T> constexpr NodeInfo node_info(NodeKind kind, std::size_t size, const T &node) {
  return {kind, size, type_id<T>(), [] { return reflect::type_name<T>(); }, std::addressof(node)};
}

template <class T> void visit_child(TreeVisitor &v, const ChildName &name, T &child) {
  static_assert(!std::is_const_v<T>,
                "burin: a tree cannot hold const members: they could not be updated, nor copied over; "
                "drop the const");
  v.begin_child(name, {type_id<T>(), std::addressof(child)});
  visit(v, child);
  v.end_child();
}

template <class T> void visit_aggregate(TreeVisitor &v, T &tree) {
  constexpr std::size_t count = reflect::field_count<T>;
  v.enter(node_info(NodeKind::aggregate, count, tree));
  auto refs = reflect::fields(tree);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit_child(v, {ChildName::Kind::field, reflect::field_name<T, I>(), I}, std::get<I>(refs)), ...);
  }(std::make_index_sequence<count>());
  v.leave();
}

template <class T> void visit_named(TreeVisitor &v, T &tree) {
  auto refs = T::tree_fields(tree);
  constexpr std::size_t count = std::tuple_size_v<decltype(refs)>;
  v.enter(node_info(NodeKind::aggregate, count, tree));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit_child(v,
                 {reflect::tree_field_name<T, I>().empty() ? ChildName::Kind::index : ChildName::Kind::field,
                  reflect::tree_field_name<T, I>(), I},
                 std::get<I>(refs)),
     ...);
  }(std::make_index_sequence<count>());
  v.leave();
}

template <class T> void visit_tuple(TreeVisitor &v, T &tree) {
  constexpr std::size_t count = std::tuple_size_v<T>;
  v.enter(node_info(NodeKind::tuple, count, tree));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    using std::get;
    (visit_child(v, {ChildName::Kind::index, {}, I}, get<I>(tree)), ...);
  }(std::make_index_sequence<count>());
  v.leave();
}

template <class T> void visit_sequence(TreeVisitor &v, T &tree) {
  v.enter(node_info(NodeKind::sequence, tree.size(), tree));
  std::size_t i = 0;
  for (auto &child : tree)
    visit_child(v, {ChildName::Kind::index, {}, i++}, child);
  v.leave();
}

template <class K> std::string key_text(const K &key) {
  if constexpr (TextLike<K>)
    return std::string(std::string_view(key));
  else
    return MetaOf<K>::text(&key);
}

template <class T> void visit_map(TreeVisitor &v, T &tree) {
  v.enter(node_info(NodeKind::map, tree.size(), tree));
  for (auto &entry : tree) {
    v.meta(meta_of(entry.first));
    const std::string name = key_text(entry.first);
    visit_child(v, {ChildName::Kind::key, name, 0}, entry.second);
  }
  v.leave();
}

template <class T> void visit_optional(TreeVisitor &v, T &tree) {
  v.enter(node_info(NodeKind::optional, tree.has_value() ? 1 : 0, tree));
  if (tree.has_value())
    visit_child(v, {ChildName::Kind::self}, *tree);
  v.leave();
}

template <template <class...> class V, class... A> constexpr std::size_t alternatives(const V<A...> *) {
  return sizeof...(A);
}

template <class T> void visit_variant(TreeVisitor &v, T &tree) {
  v.enter(node_info(NodeKind::variant, tree.index(), tree));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((tree.index() == I ? visit_child(v, {ChildName::Kind::self}, *get_if<I>(&tree)) : void()), ...);
  }(std::make_index_sequence<alternatives(static_cast<T *>(nullptr))>());
  v.leave();
}

template <class T> void visit(TreeVisitor &v, T &tree) {
  static_assert(!ObjectPointer<T> && !ReferenceWrapper<T>,
                "burin: a tree cannot hold pointers to objects: what they point to would neither be traced "
                "nor trained; "
                "hold the object by value, in nn::Layer, or say Static<T>");
  static_assert(!std::is_array_v<T>, "burin: a tree cannot hold C arrays; use std::array");
  if constexpr (ArrayLeaf<T>)
    v.leaf(tree, std::is_base_of_v<nn::Stat, T> ? LeafKind::stat : LeafKind::array);
  else if constexpr (WithTreeVisit<T>)
    tree.tree_visit(v);
  else if constexpr (WithTreeFields<T>)
    visit_named(v, tree);
  else if constexpr (TupleNode<T>)
    visit_tuple(v, tree);
  else if constexpr (MapNode<T>)
    visit_map(v, tree);
  else if constexpr (SequenceNode<T>)
    visit_sequence(v, tree);
  else if constexpr (OptionalNode<T>)
    visit_optional(v, tree);
  else if constexpr (VariantNode<T>)
    visit_variant(v, tree);
  else if constexpr (AggregateNode<T>)
    visit_aggregate(v, tree);
  else
    v.meta(meta_of(tree));
}

/// For visitors that do not write.
template <class T> void visit_const(TreeVisitor &v, const T &tree) { visit(v, const_cast<T &>(tree)); }

/// Any tree, without its type.
struct TreeRef {
  void *object;
  void (*visit_object)(TreeVisitor &, void *);
  void visit(TreeVisitor &v) const { visit_object(v, object); }
};
template <class T> TreeRef tree_ref(const T &tree) {
  return {const_cast<T *>(std::addressof(tree)),
          [](TreeVisitor &v, void *p) { detail::visit(v, *static_cast<T *>(p)); }};
}

} // namespace burin::detail
