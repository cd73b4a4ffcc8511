// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/in.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <utility>
#include <vector>

namespace burin {

/// One end of a slice: an integer, or none for "as far as it goes".
struct Bound {
  bool given = false;
  std::int64_t value = 0;
  template <std::same_as<None> T> constexpr Bound(T) {}
  template <std::integral T> constexpr Bound(T v) : given(true), value(static_cast<std::int64_t>(v)) {}
};

/// NumPy's start:stop:step.
struct Slice {
  Bound start, stop;
  std::int64_t step = 1;
};

constexpr Slice slice(Bound stop) { return {none, stop, 1}; }
constexpr Slice slice(Bound start, Bound stop, std::int64_t step = 1) { return {start, stop, step}; }

struct NewAxis {};
struct Ellipsis {};
inline constexpr NewAxis newaxis{};
inline constexpr Ellipsis ellipsis{};

/// One entry of an index.
class IndexItem {
public:
  enum class Kind : std::uint8_t { integer, slice, newaxis, ellipsis, array };
  template <std::integral T> IndexItem(T i) : kind(Kind::integer), integer(static_cast<std::int64_t>(i)) {}
  IndexItem(Slice s) : kind(Kind::slice), slice(s) {}
  IndexItem(NewAxis) : kind(Kind::newaxis) {}
  IndexItem(Ellipsis) : kind(Kind::ellipsis) {}
  /// Rows along the first axis; only alone.
  IndexItem(const Array &rows) : kind(Kind::array), array(rows) {}

  Kind kind;
  std::int64_t integer = 0;
  Slice slice{none, none, 1};
  Array array;
};

/// What stands between the brackets: `x[2]`, `x[slice(1, 4)]`, `x[{0, ellipsis, newaxis}]`, `x[rows]`.
class Index {
public:
  template <class T>
    requires std::constructible_from<IndexItem, const T &> && (!std::same_as<T, Index>)
  Index(const T &item, std::source_location where = std::source_location::current())
      : items_{IndexItem(item)}, where_(where) {}
  Index(std::initializer_list<IndexItem> items, std::source_location where = std::source_location::current())
      : items_(items), where_(where) {}

  const std::vector<IndexItem> &items() const { return items_; }
  std::source_location where() const { return where_; }

private:
  std::vector<IndexItem> items_;
  std::source_location where_;
};

/// Part of an array, to be replaced in a copy: `x.at({0, slice(1, 3)}).set(v)`. The value is broadcast to `x[index]`.
/// With an integer array as index there are get and add only.
class At {
public:
  At(const Array &array, Index index) : array_(array), index_(std::move(index)) {}
  Array get() const { return array_[index_]; }
  Array set(const In &value) const;
  Array add(const In &value) const;
  Array mul(const In &value) const;
  Array min(const In &value) const;
  Array max(const In &value) const;

private:
  Array array_;
  Index index_;
};

} // namespace burin
