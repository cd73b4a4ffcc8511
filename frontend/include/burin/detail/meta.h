// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/reflect.h"

#include <bit>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

/// Static metadata: the parts of a tree that are not arrays. They are copied into cache keys and compared
/// there.
namespace burin::detail {

using TypeId = const void *;

// Not const: equal constants may share an address.
template <class T> [[gnu::visibility("default")]] inline char type_tag = 0;
template <class T> constexpr TypeId type_id() { return &type_tag<T>; }

template <class T>
concept HasEqual = requires(const T &a, const T &b) {
  { a == b } -> std::convertible_to<bool>;
};
template <class T>
concept HasBurinHash = requires(const T &a) {
  { burin_hash(a) } -> std::convertible_to<std::size_t>;
};
/// For messages.
template <class T>
concept HasBurinText = requires(const T &a) {
  { burin_text(a) } -> std::convertible_to<std::string>;
};
template <class T>
concept HasStdHash = requires(const T &a) {
  { std::hash<T>{}(a) } -> std::convertible_to<std::size_t>;
};
template <class T>
concept Hashable = HasBurinHash<T> || HasStdHash<T>;

template <class T>
concept FunctionPointer = std::is_pointer_v<T> && std::is_function_v<std::remove_pointer_t<T>>;

/// Values that fit into one word of a key, exactly.
template <class T>
concept OneWord = sizeof(T) <= 8 && (std::is_arithmetic_v<T> || std::is_enum_v<T> || FunctionPointer<T>);

struct MetaOps {
  TypeId type;
  std::string_view name;
  std::uint64_t (*word)(const void *);       ///< the exact value, or null
  bool (*equal)(const void *, const void *); ///< null: cannot be compared, so it cannot be part of a key
  std::size_t (*hash)(const void *);         ///< null: keyed by its type, then compared
  std::shared_ptr<const void> (*copy)(const void *);
  std::string (*text)(const void *);
};

struct MetaRef {
  const void *object;
  const MetaOps *ops;
};

std::string text_of_number(long long value);
std::string text_of_number(unsigned long long value);
std::string text_of_number(double value);

template <class T> struct MetaOf {
  static const T &get(const void *p) { return *static_cast<const T *>(p); }

  static std::uint64_t word(const void *p) {
    if constexpr (std::is_same_v<T, float>)
      return std::bit_cast<std::uint32_t>(get(p));
    else if constexpr (std::is_same_v<T, double>)
      return std::bit_cast<std::uint64_t>(get(p));
    else if constexpr (FunctionPointer<T>)
      return reinterpret_cast<std::uintptr_t>(get(p));
    else
      return static_cast<std::uint64_t>(get(p));
  }
  static bool equal(const void *a, const void *b) { return static_cast<bool>(get(a) == get(b)); }
  static bool equal_empty(const void *, const void *) { return true; }
  static std::size_t hash(const void *p) {
    if constexpr (HasBurinHash<T>)
      return burin_hash(get(p));
    else
      return std::hash<T>{}(get(p));
  }
  static std::shared_ptr<const void> copy(const void *p) { return std::make_shared<T>(get(p)); }
  static std::string text(const void *p) {
    if constexpr (HasBurinText<T>)
      return burin_text(get(p));
    else if constexpr (std::is_same_v<T, bool>)
      return get(p) ? "true" : "false";
    else if constexpr (std::is_floating_point_v<T>)
      return text_of_number(static_cast<double>(get(p)));
    else if constexpr ((std::is_integral_v<T> && std::is_signed_v<T>) || std::is_enum_v<T>)
      return text_of_number(static_cast<long long>(get(p)));
    else if constexpr (std::is_integral_v<T>)
      return text_of_number(static_cast<unsigned long long>(get(p)));
    else if constexpr (std::is_convertible_v<const T &, std::string_view>)
      return '"' + std::string(std::string_view(get(p))) + '"';
    else
      return "a value of type " + std::string(reflect::type_name<T>());
  }

  static constexpr auto word_or_null() -> std::uint64_t (*)(const void *) {
    if constexpr (OneWord<T>)
      return &word;
    else
      return nullptr;
  }
  static constexpr auto equal_or_null() -> bool (*)(const void *, const void *) {
    if constexpr (HasEqual<T>)
      return &equal;
    else if constexpr (std::is_empty_v<T>)
      return &equal_empty;
    else
      return nullptr;
  }
  static constexpr auto hash_or_null() -> std::size_t (*)(const void *) {
    if constexpr (Hashable<T>)
      return &hash;
    else
      return nullptr;
  }
  static constexpr auto copy_or_null() -> std::shared_ptr<const void> (*)(const void *) {
    if constexpr (std::is_copy_constructible_v<T>)
      return &copy;
    else
      return nullptr;
  }
};

template <class T>
inline constexpr MetaOps meta_ops{type_id<T>(),
                                  reflect::type_name<T>(),
                                  MetaOf<T>::word_or_null(),
                                  MetaOf<T>::equal_or_null(),
                                  MetaOf<T>::hash_or_null(),
                                  MetaOf<T>::copy_or_null(),
                                  &MetaOf<T>::text};

template <class T> MetaRef meta_of(const T &value) { return {std::addressof(value), &meta_ops<T>}; }

} // namespace burin::detail
