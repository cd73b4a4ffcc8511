// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/indexing.h"
#include "frontend/ops/record.h"

#include <string>
#include <string_view>
#include <vector>

namespace burin::detail {

/// A basic index, resolved for a shape: slice, reverse some axes, reshape.
struct Window {
  Ints start, limit, strides, reversed;
  Shape shape;
};

/// Throws ShapeError for an index that the shape does not have.
Window resolve(const std::vector<IndexItem> &items, const Shape &shape);

/// What a program with this index depends on.
std::vector<std::int64_t> key_of(const std::vector<IndexItem> &items);

/// Indices as gather_rows wants them: i32 or i64, counted from the front. Throws DTypeError for other than integers.
Array row_numbers(std::string_view op, const Array &indices, std::int64_t extent);

[[noreturn]] void throw_index(const std::string &problem, const std::string &expected, const std::string &got,
                              std::string_view cure);

} // namespace burin::detail
