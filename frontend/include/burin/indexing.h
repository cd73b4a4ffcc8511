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
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  IndexItem(T i) : kind(Kind::integer), integer(static_cast<std::int64_t>(i)) {}
  IndexItem(Slice s) : kind(Kind::slice), slice(s) {}
  IndexItem(NewAxis) : kind(Kind::newaxis) {}
  IndexItem(Ellipsis) : kind(Kind::ellipsis) {}
  /// Integers: entries of an axis, or one entry that is known when the program runs. Booleans: the entries where they
  /// are true, as nonzero has them; their values must be known.
  IndexItem(const Array &entries) : kind(Kind::array), array(entries) {}

  Kind kind;
  std::int64_t integer = 0;
  Slice slice{none, none, 1};
  Array array;
};

/// What stands between the brackets: `x[2]`, `x[slice(1, 4)]`, `x[{0, ellipsis, newaxis}]`, `x[{rows, columns}]`.
/// Arrays are broadcast together; as in NumPy, their axes stand where the arrays stood, or first when something
/// separates them.
class Index {
public:
  template <class T>
    requires std::constructible_from<IndexItem, const T &> && (!std::same_as<T, Index>)
  Index(const T &item, std::source_location where = std::source_location::current())
      : items_{IndexItem(item)}, where_(where) {}
  Index(std::initializer_list<IndexItem> items, std::source_location where = std::source_location::current())
      : items_(items), where_(where) {}

  Index(std::vector<IndexItem> items, std::source_location where = std::source_location::current())
      : items_(std::move(items)), where_(where) {}

  const std::vector<IndexItem> &items() const { return items_; }
  std::source_location where() const { return where_; }

private:
  std::vector<IndexItem> items_;
  std::source_location where_;
};

/// What an index outside of its axis does. Derivatives are those of this meaning: fill reads zeros and writes nothing,
/// so that reading and adding are each other's transpose; clip means the nearest entry, both ways. Negative indices
/// count from the end first. A static integer outside is a ShapeError.
enum class IndexMode : std::uint8_t {
  fill,
  drop = fill, ///< the same, of writing
  clip,
  promise_in_bounds, ///< there is none; what one would do may change
};

struct IndexOptions {
  IndexMode mode = IndexMode::fill;
  /// No entry is named twice. Products need it for their derivative; a promise that is broken gives any of the values.
  bool unique_indices = false;
};

/// Part of an array, to be replaced in a copy: `x.at({0, slice(1, 3)}).set(v)`. The value is broadcast to `x[index]`,
/// and converted to x's dtype. Entries that are named several times are updated in the order of the index. A boolean
/// array alone whose values are not known takes a scalar value.
class At {
public:
  At(const Array &array, Index index) : array_(array), index_(std::move(index)) {}
  Array get(IndexOptions options = {}) const;
  Array set(const In &value, IndexOptions options = {}) const;
  Array add(const In &value, IndexOptions options = {}) const;
  Array mul(const In &value, IndexOptions options = {}) const;
  Array min(const In &value, IndexOptions options = {}) const;
  Array max(const In &value, IndexOptions options = {}) const;
  /// `f` of the part in its place; once, also for entries that are named several times.
  template <class F> Array apply(F &&f, IndexOptions options = {}) const {
    return set(In(std::forward<F>(f)(get(options)), index_.where()), options);
  }

private:
  Array array_;
  Index index_;
};

} // namespace burin
