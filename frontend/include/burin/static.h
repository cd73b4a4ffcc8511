// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/meta.h"

#include <string>
#include <type_traits>
#include <utility>

namespace burin {

/// A value that is known while tracing: `f(x, Static<bool> train)`. It is part of the key of traces, with its
/// exact type. T is copyable, has == and a hash: std::hash, or `burin_hash(const T &)` found by
/// argument-dependent lookup.
template <class T> class Static {
  static_assert(std::is_copy_constructible_v<T>,
                "burin: Static<T> needs a copyable T: the key of a trace keeps a copy");
  static_assert(detail::HasEqual<T>, "burin: Static<T> needs operator== for T: the key of a trace compares the value");
  static_assert(detail::Hashable<T>, "burin: Static<T> needs a hash for T: specialize std::hash<T>, or write "
                                     "std::size_t burin_hash(const T &) "
                                     "beside T");

public:
  using value_type = T;
  constexpr Static(T value) : value_(std::move(value)) {}
  constexpr const T &value() const { return value_; }
  constexpr operator const T &() const { return value_; }
  friend constexpr bool operator==(const Static &a, const Static &b) { return static_cast<bool>(a.value_ == b.value_); }
  friend std::size_t burin_hash(const Static &s) { return detail::MetaOf<T>::hash(&s.value_); }
  friend std::string burin_text(const Static &s) { return detail::MetaOf<T>::text(&s.value_); }

private:
  T value_;
};

namespace detail {
template <class T> inline constexpr bool is_static_wrapper = false;
template <class T> inline constexpr bool is_static_wrapper<Static<T>> = true;
} // namespace detail

} // namespace burin
