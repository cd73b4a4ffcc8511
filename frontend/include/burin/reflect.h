// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/field_tie.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

/// Fields of aggregates without macros: how many, what they are called, references to them.
namespace burin::reflect {

namespace detail {

struct AnyField {
  // Never called; defined because checking std::optional<Local>{AnyField} counts as a use.
  template <class T> operator T() const noexcept { __builtin_unreachable(); }
};

template <class T, std::size_t... I> constexpr bool braces(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), AnyField{})...}; };
}
template <class T, std::size_t N> constexpr bool takes = braces<T>(std::make_index_sequence<N>());

constexpr std::size_t field_bound(std::size_t bytes) {
  return bytes < burin::detail::max_fields ? bytes : burin::detail::max_fields;
}

// Fewer initializers than fields fail where a later field has no default constructor, so the first failures
// mean nothing.
template <class T, std::size_t N = 1> constexpr std::size_t first_success() {
  if constexpr (N > field_bound(sizeof(T)))
    return 0;
  else if constexpr (takes<T, N>)
    return N;
  else
    return first_success<T, N + 1>();
}
template <class T, std::size_t N> constexpr std::size_t last_success() {
  if constexpr (N <= burin::detail::max_fields && takes<T, N + 1>)
    return last_success<T, N + 1>();
  else
    return N;
}

template <class T> constexpr std::size_t count() {
  static_assert(std::is_aggregate_v<T>, "burin: only aggregates can be reflected; give the class tree_fields");
  if constexpr (std::is_empty_v<T>) {
    return 0;
  } else {
    constexpr std::size_t first = first_success<T>();
    static_assert(first > 0, "burin: the fields of this aggregate cannot be counted: it holds a reference, or a member "
                             "whose constructor takes anything; give it a constructor and tree_fields");
    return first == 0 ? 0 : last_success<T, first>();
  }
}

/// Storage that can be named in constant expressions without constructing a T.
template <class T> union Box {
  char none;
  T value;
  constexpr Box() : none() {}
  constexpr ~Box() {}
};
template <class T> struct Boxed {
  static inline constinit Box<T> box{};
};

template <auto P> constexpr const char *pretty() { return __PRETTY_FUNCTION__; }

constexpr bool in_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
constexpr std::string_view last_identifier(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && !in_identifier(text[end - 1]))
    --end;
  std::size_t begin = end;
  while (begin > 0 && in_identifier(text[begin - 1]))
    --begin;
  return text.substr(begin, end - begin);
}

template <class T> constexpr const char *pretty_type() { return __PRETTY_FUNCTION__; }

} // namespace detail

template <class T> inline constexpr std::size_t field_count = detail::count<std::remove_cv_t<T>>();

/// std::tuple of references to the fields, in order of declaration.
template <class T> constexpr auto fields(T &object) { return burin::detail::tie_n<field_count<T>>(object); }

/// Name of field I.
template <class T, std::size_t I> constexpr std::string_view field_name() {
  constexpr auto *pointer = std::addressof(std::get<I>(fields(detail::Boxed<std::remove_cv_t<T>>::box.value)));
  constexpr std::string_view text = detail::pretty<pointer>();
  return detail::last_identifier(text);
}

namespace detail {
template <class T>
concept ConstantTreeFields =
    requires { typename std::bool_constant<(static_cast<void>(T::tree_fields(Boxed<T>::box.value)), true)>; };
} // namespace detail

/// Name of field I of a class with tree_fields; empty unless tree_fields is constexpr.
template <class T, std::size_t I> constexpr std::string_view tree_field_name() {
  if constexpr (detail::ConstantTreeFields<T>) {
    constexpr auto *pointer = std::addressof(std::get<I>(T::tree_fields(detail::Boxed<T>::box.value)));
    constexpr std::string_view text = detail::pretty<pointer>();
    return detail::last_identifier(text);
  } else {
    return {};
  }
}

/// The type's name as the compiler writes it: "nn::Linear".
template <class T> constexpr std::string_view type_name() {
  constexpr std::string_view text = detail::pretty_type<T>();
  constexpr std::size_t begin = text.find("T = ") + 4;
  return text.substr(begin, text.size() - 1 - begin);
}

} // namespace burin::reflect
