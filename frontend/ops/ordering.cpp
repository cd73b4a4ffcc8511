// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/ordering.h"
#include "burin/ops.h"
#include "frontend/ops/entries.h"

#include <bit>

namespace burin::detail {

AxisOf::AxisOf(std::string_view op, const Array &x, std::optional<int> given)
    : array(given ? x : reshape_to(x, {x.size()})), axis(given ? normalize_axis(op, *given, x.ndim()) : 0) {}

std::vector<Array> sort_arrays(std::span<const Array> arrays, int axis, int num_keys) {
  return record_results("sort", arrays, {{"dimension", std::int64_t{axis}}, {"num_keys", std::int64_t{num_keys}}},
                        arrays.size());
}

Array sort_array(const Array &x, int axis) { return with_weakness(sort_arrays({&x, 1}, axis, 1)[0], type_of(x).weak); }

Array order_of(std::span<const Array> keys, int axis) {
  std::vector<Array> arrays(keys.begin(), keys.end());
  arrays.push_back(iota(i32, keys[0].shape(), axis));
  return sort_arrays(arrays, axis, static_cast<int>(keys.size())).back();
}

Array reversed(const Array &x, int axis) {
  const Ints dimensions{axis};
  return record("reverse", {&x}, {{"dimensions", std::span<const std::int64_t>(dimensions)}}, type_of(x).weak);
}

Array precedes(const Array &x, const Array &y) {
  const Array less = compare("lt", x, y);
  return is_floating(x.dtype()) ? logical_or(less, logical_and(isnan(y), logical_not(isnan(x)))) : less;
}

Array rows_at(const Array &x, const Array &indices) {
  return gather_entries("rows_at", x, rows_named(indices), IndexMode::promise_in_bounds);
}

Array insertion_points(const Array &sorted, const Array &values, bool behind_equals) {
  const std::int64_t n = sorted.size();
  Array low = splat(Scalar(0), i32, values.shape()), high = splat(Scalar(n), i32, values.shape());
  // Halves [low, high) until it is empty; one that is empty before the others stays.
  for (int round = std::bit_width(static_cast<std::uint64_t>(n)); round > 0; --round) {
    const Array middle = low + ((high - low) >> 1), element = rows_at(sorted, middle);
    const Array goes_behind = behind_equals ? logical_not(precedes(values, element)) : precedes(element, values);
    const Array open = compare("lt", low, high), up = logical_and(open, goes_behind);
    high = where(logical_and(open, logical_not(goes_behind)), middle, high);
    low = where(up, middle + 1, low);
  }
  return low;
}

Array cumulate(std::string_view op, const Array &x, int axis, bool reverse) {
  return record(op, {&x}, {{"axis", std::int64_t{axis}}, {"reverse", reverse}}, type_of(x).weak);
}

} // namespace burin::detail
