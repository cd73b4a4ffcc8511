// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/ops/record.h"

#include <optional>

/// What sorting functions are written with; called within a trace. Axes count from the front.
namespace burin::detail {

std::vector<Array> sort_arrays(std::span<const Array> arrays, int axis, int num_keys);
Array sort_array(const Array &x, int axis);
/// An array and an axis of it, or all its elements as one line.
struct AxisOf {
  AxisOf(std::string_view op, const Array &x, std::optional<int> axis);
  Array array;
  int axis;
};

/// Indices (i32) that sort the keys; the first key counts most.
Array order_of(std::span<const Array> keys, int axis);
Array reversed(const Array &x, int axis);

/// x < y in the order of sorting, where NaN is the greatest.
Array precedes(const Array &x, const Array &y);

/// Rows of x at indices that are known to be inside.
Array rows_at(const Array &x, const Array &indices);
/// Where values belong in an ascending 1-D array of the same dtype: i32.
Array insertion_points(const Array &sorted, const Array &values, bool behind_equals);

/// Sums or products up to each element.
Array cumulate(std::string_view op, const Array &x, int axis, bool reverse = false);

} // namespace burin::detail
