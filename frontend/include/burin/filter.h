// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/is_leaf.h"

#include <array>
#include <concepts>
#include <source_location>
#include <span>
#include <utility>
#include <vector>

/// Parts of trees by predicate or mask, in Equinox's words. The leaves of a tree are its arrays: a field of type double
/// or int is static by its type, is no leaf, and stays in both halves of a partition.
namespace burin {

namespace detail {

struct IsArray {
  bool operator()(const Array &x) const { return !x.is_none(); }
  template <class T>
    requires(!ArrayLeaf<T>)
  constexpr bool operator()(const T &) const {
    return false;
  }
};

struct IsInexactArray {
  bool operator()(const Array &x) const { return is_trained(x, LeafKind::array); }
  bool operator()(const nn::Stat &x) const { return is_trained(x, LeafKind::stat); }
  template <class T>
    requires(!ArrayLeaf<T>)
  constexpr bool operator()(const T &) const {
    return false;
  }
};

struct IsArrayLike {
  bool operator()(const Array &x) const { return !x.is_none(); }
  template <class T>
    requires(!ArrayLeaf<T>)
  constexpr bool operator()(const T &) const {
    return Arithmetic<T>;
  }
};

struct IsInexactArrayLike {
  bool operator()(const Array &x) const { return IsInexactArray()(x); }
  bool operator()(const nn::Stat &x) const { return IsInexactArray()(x); }
  template <class T>
    requires(!ArrayLeaf<T>)
  constexpr bool operator()(const T &) const {
    return std::floating_point<T>;
  }
};

struct IsStat {
  bool operator()(const nn::Stat &x) const { return !x.is_none(); }
  template <class T> constexpr bool operator()(const T &) const { return false; }
};

} // namespace detail

/// An array of any dtype, an nn::Stat included; not none.
inline constexpr detail::IsArray is_array;
/// What grad differentiates and optimizers train: a floating array that is not an nn::Stat. filter(model,
/// is_inexact_array) has the structure of a gradient.
inline constexpr detail::IsInexactArray is_inexact_array;
/// An array, or a C++ number: of the leaves of a tree the same as is_array.
inline constexpr detail::IsArrayLike is_array_like;
/// As is_inexact_array, or a floating C++ number: of the leaves of a tree the same as is_inexact_array.
inline constexpr detail::IsInexactArrayLike is_inexact_array_like;
/// An nn::Stat that is not none.
inline constexpr detail::IsStat is_stat;

/// The tree with none in place of the arrays that `which` leaves out. `which` is a predicate of (array), (path) or
/// (path, array) - a leaf of type nn::Stat is given as such -, or a mask: bools by path, in a State
/// ({"layers[0]", true}, {"", false}), in a tree like the first, or in fields of type bool. An entry says what becomes
/// of everything below its path; the longest path wins. TreeError for an array without an entry, an entry without an
/// array, and entries that are no bools; BoolConversionError for traced entries.
template <class T, class Which, class... Nodes>
T filter(const T &tree, const Which &which, IsLeaf<Nodes...> stop = {},
         std::source_location where = std::source_location::current()) {
  T kept(tree);
  const auto parts = detail::parts_of(kept, stop);
  detail::clear_parts(parts, detail::chosen_parts<Nodes...>("filter", parts, which, where), true);
  return kept;
}

/// What filter keeps, and what it leaves out: two trees of the same type, with the holes of one where the other has its
/// arrays. Errors as filter.
template <class T, class Which, class... Nodes>
  requires(!Arithmetic<Which>) // partition(x, kth) is NumPy's
std::pair<T, T> partition(const T &tree, const Which &which, IsLeaf<Nodes...> stop = {},
                          std::source_location where = std::source_location::current()) {
  std::pair<T, T> halves(tree, tree);
  const auto parts = detail::parts_of(halves.first, stop);
  const std::vector<bool> chosen = detail::chosen_parts<Nodes...>("partition", parts, which, where);
  detail::clear_parts(parts, chosen, true);
  detail::clear_parts(detail::parts_of(halves.second, stop), chosen, false);
  return halves;
}

namespace detail {
void combine_into(TreeRef result, std::span<const TreeRef> others);
} // namespace detail

/// For every leaf the first array that is not none, from left to right: combine(partition(t, p)) is t. TreeError,
/// naming the path and both sides, for trees that differ in more than their arrays.
template <class T, std::same_as<T>... Rest> T combine(const T &first, const Rest &...rest) {
  T result(first);
  const std::array<detail::TreeRef, sizeof...(Rest)> others{detail::tree_ref(rest)...};
  detail::combine_into(detail::tree_ref(result), others);
  return result;
}

} // namespace burin
