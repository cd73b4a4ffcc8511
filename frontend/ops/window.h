// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/indexing.h"
#include "frontend/ops/record.h"

#include <string>
#include <string_view>
#include <vector>

namespace burin::detail {

/// An index, resolved for a shape: slice, reverse some axes, reshape; then arrays index some axes of the result, which
/// are whole.
struct Window {
  Ints start, limit, strides, reversed;
  Shape shape;
  Ints arrays;            ///< axes of `shape` that arrays index, in order
  std::size_t before = 0; ///< how many of the other axes stand before the arrays' common ones
};

/// Throws ShapeError for an index that the shape does not have. No item is a mask.
Window resolve(const std::vector<IndexItem> &items, const Shape &shape);

/// What a program with this index depends on.
std::vector<std::int64_t> key_of(const std::vector<IndexItem> &items);

/// Elements through the window; the arrays' axes are still whole.
Array look_through(const Window &window, const Array &x);
/// True when nothing but axes of extent 1 is added or removed.
bool is_whole(const Window &window, const Shape &shape);

/// Indices of an axis: i32 or i64, counted from the front. Throws DTypeError for other than integers.
Array row_numbers(std::string_view op, const Array &indices, std::int64_t extent);

[[noreturn]] void throw_index(const std::string &problem, const std::string &expected, const std::string &got,
                              std::string_view cure);

} // namespace burin::detail
