// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/visit.h"

#include <array>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin {

namespace detail {

/// One array of a tree, holes included, where it stands.
struct TreeLeaf {
  std::string path;
  Array *array;
  LeafKind kind;
};
std::vector<TreeLeaf> tree_leaves(TreeRef tree);

/// A floating array that is not an nn::Stat.
bool is_trained(const Array &leaf, LeafKind kind);

/// The name in a State, "hidden.kernel", of a path in a tree, ".hidden.kernel", or in a State, ["hidden.kernel"].
std::string_view plain_path(std::string_view path);

/// Everything of a tree but its arrays.
struct TreeShape {
  StoredKey key;
  std::string text;
  std::size_t leaves = 0; ///< without holes
};
TreeShape tree_shape(TreeRef tree);
bool same_shape(const TreeShape &shape, TreeRef tree);
bool same_shapes(const TreeShape &a, const TreeShape &b);

/// TreeError where structures differ, naming the path and both sides.
void require_same_structure(std::string_view op, TreeRef first, TreeRef other, const SourceLine &line);
bool trees_equal(TreeRef a, TreeRef b);
Array tree_all_finite(TreeRef tree, std::source_location where);
void fill_leaves(TreeRef tree, const std::vector<bool> &holes, std::span<const Array> leaves, const SourceLine &line);
std::vector<bool> empty_leaves(TreeRef tree);

} // namespace detail

/// A tree is an Array, a standard container of trees, an aggregate of trees, or a class with
/// `static constexpr auto tree_fields(auto &self) { return std::tie(self.kernel, self.bias); }`. Arrays are
/// its leaves, none is a hole, everything else is static metadata.
namespace tree {

/// All arrays, in order of declaration, without holes.
template <class T> std::vector<Array> leaves(const T &tree) {
  std::vector<Array> arrays;
  for (const detail::TreeLeaf &leaf : detail::tree_leaves(detail::tree_ref(tree)))
    if (!leaf.array->is_none())
      arrays.push_back(*leaf.array);
  return arrays;
}

/// Where the leaves stand: ".layers[1].kernel"; empty for the root.
template <class T> std::vector<std::string> paths(const T &tree) {
  std::vector<std::string> texts;
  for (detail::TreeLeaf &leaf : detail::tree_leaves(detail::tree_ref(tree)))
    if (!leaf.array->is_none())
      texts.push_back(std::move(leaf.path));
  return texts;
}

/// A tree without its arrays: node types, sizes, metadata, holes.
template <class T> class Structure {
public:
  explicit Structure(const T &tree)
      : shape_(detail::tree_shape(detail::tree_ref(tree))), tree_(tree),
        holes_(detail::empty_leaves(detail::tree_ref(tree_))) {}

  std::size_t num_leaves() const { return shape_.leaves; }
  /// One line per leaf and value: ".kernel: *".
  const std::string &str() const { return shape_.text; }
  /// TreeError when the number of leaves is another one.
  T unflatten(std::span<const Array> leaves, std::source_location where = std::source_location::current()) const {
    T tree(tree_);
    detail::fill_leaves(detail::tree_ref(tree), holes_, leaves, where);
    return tree;
  }
  template <class U> friend bool operator==(const Structure &a, const Structure<U> &b) {
    return detail::same_shapes(a.shape(), b.shape());
  }
  const detail::TreeShape &shape() const { return shape_; }

private:
  detail::TreeShape shape_;
  T tree_;
  std::vector<bool> holes_;
};

template <class T> Structure<T> structure(const T &tree) { return Structure<T>(tree); }

template <class T> std::pair<std::vector<Array>, Structure<T>> flatten(const T &tree) {
  return {leaves(tree), structure(tree)};
}
template <class T>
T unflatten(const Structure<T> &structure, const std::vector<Array> &leaves,
            std::source_location where = std::source_location::current()) {
  return structure.unflatten(leaves, where);
}

/// f of every leaf and the leaves of `rest` at the same place, as a tree like the first. Holes of the first
/// stay holes; a hole of another one, or another structure, is a TreeError.
template <class F, class T, class... Rest> T map(const F &f, const T &tree, const Rest &...rest) {
  const SourceLine line;
  (detail::require_same_structure("tree::map", detail::tree_ref(tree), detail::tree_ref(rest), line), ...);
  const std::array<std::vector<detail::TreeLeaf>, sizeof...(Rest)> others{
      detail::tree_leaves(detail::tree_ref(rest))...};
  T result(tree);
  std::size_t i = 0;
  for (detail::TreeLeaf &leaf : detail::tree_leaves(detail::tree_ref(result))) {
    const std::size_t at = i++;
    if (leaf.array->is_none())
      continue;
    const Array mapped = [&]<std::size_t... K>(std::index_sequence<K...>) -> Array {
      return f(std::as_const(*leaf.array), std::as_const(*others[K][at].array)...);
    }(std::index_sequence_for<Rest...>());
    detail::ArrayAccess::set(*leaf.array, mapped);
  }
  return result;
}

/// Same structure, dtypes, shapes and values.
template <class T, class U> bool equal(const T &a, const U &b) {
  return detail::trees_equal(detail::tree_ref(a), detail::tree_ref(b));
}

/// One bool: no floating leaf holds an infinity or NaN.
template <class T> Array all_finite(const T &tree, std::source_location where = std::source_location::current()) {
  return detail::tree_all_finite(detail::tree_ref(tree), where);
}

} // namespace tree
} // namespace burin
