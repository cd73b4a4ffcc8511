// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <cstdint>
#include <optional>
#include <source_location>
#include <vector>

/// Sorting, and what is found by it; NumPy's functions. NaN is greater than all numbers, -0 equals 0. std::nullopt for
/// an axis means the flattened array. ShapeError for axes that an array does not have.
namespace burin {

/// x in ascending order along an axis; descending: the reverse of that, NaN first.
Array sort(const In &x, std::optional<int> axis = -1, bool descending = false);
/// Indices (i32) that sort x; those of equal elements ascend, whatever the direction.
Array argsort(const In &x, std::optional<int> axis = -1, bool descending = false);
/// Indices (i32) that sort by the last key, of equal ones by the last but one, and so on. Equal shapes; at most 7 keys.
Array lexsort(const std::vector<Array> &keys, int axis = -1,
              std::source_location where = std::source_location::current());
/// x so that element kth is where sorting puts it, no greater one before it and no smaller one behind: x sorted.
Array partition(const In &x, int kth, int axis = -1);
Array argpartition(const In &x, int kth, int axis = -1);

enum class Side : std::uint8_t { left, right };
/// Where each element of `values` (any shape) belongs in the ascending 1-D array: before (left) or behind (right) the
/// elements that equal it. i32, by binary search.
Array searchsorted(const In &sorted, const In &values, Side side = Side::left);
/// Index (i32) of the bin of each element: i with bins[i-1] <= x < bins[i], or (right) bins[i-1] < x <= bins[i]. `bins`
/// is 1-D and ascends, or descends: i with bins[i-1] > x >= bins[i], or (right) bins[i-1] >= x > bins[i].
Array digitize(const In &x, const In &bins, bool right = false);

/// Between two neighbouring elements: linear interpolation, one of the two, the nearest (half: the lower), their mean.
enum class Interpolation : std::uint8_t { linear, lower, higher, nearest, midpoint };
struct QuantileOptions {
  Interpolation method = Interpolation::linear;
  bool keepdims = false;
};
/// The element of rank q (n - 1) among the n elements over `axes`; q in [0, 1], a scalar or 1-D: its axis goes first.
/// Integers and bool as f32. NaN where a NaN is among the elements.
Array quantile(const In &x, const In &q, const Axes &axes = {}, const QuantileOptions &options = {});
/// quantile(x, q / 100).
Array percentile(const In &x, const In &q, const Axes &axes = {}, const QuantileOptions &options = {});
/// quantile(x, 0.5): of an even number the mean of both in the middle.
Array median(const In &x, const Axes &axes = {}, bool keepdims = false);
// The same among the elements that are not NaN; NaN where there are none.
Array nanquantile(const In &x, const In &q, const Axes &axes = {}, const QuantileOptions &options = {});
Array nanpercentile(const In &x, const In &q, const Axes &axes = {}, const QuantileOptions &options = {});
Array nanmedian(const In &x, const Axes &axes = {}, bool keepdims = false);

} // namespace burin
