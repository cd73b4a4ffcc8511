// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/padding.h"
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <algorithm>

namespace burin {
namespace {

using detail::Key;
using detail::slice_along;

std::int64_t extent_of(const Array &x, std::size_t axis) { return x.shape()[axis]; }

/// `count` elements along the axis that broadcast from one.
Array spread(const Array &x, std::size_t axis, std::int64_t count) {
  Shape shape = x.shape();
  shape[axis] = count;
  return detail::broadcast(x, shape);
}

Array between(const Array &before, const Array &x, const Array &after, std::size_t axis) {
  return concatenate({before, x, after}, static_cast<int>(axis));
}

Array first_of(const Array &x, std::size_t axis) { return slice_along(x, axis, 0, 1); }
Array last_of(const Array &x, std::size_t axis) {
  return slice_along(x, axis, extent_of(x, axis) - 1, extent_of(x, axis));
}

Array wrapped(const Array &x, std::size_t axis, PadWidth width) {
  const std::int64_t n = extent_of(x, axis), low = width.low % n, high = width.high % n;
  std::vector<Array> parts;
  if (low > 0)
    parts.push_back(slice_along(x, axis, n - low, n));
  parts.insert(parts.end(), static_cast<std::size_t>(width.low / n + width.high / n + 1), x);
  if (high > 0)
    parts.push_back(slice_along(x, axis, 0, high));
  return concatenate(parts, static_cast<int>(axis));
}

/// How the mirror stands: on the edge or behind it; what it shows turned over or not.
struct Mirror {
  bool on_edge, odd;
};

/// Mirrored in front, in steps of the `n` elements there were at first.
Array mirrored_low(Array x, std::size_t axis, std::int64_t n, std::int64_t count, const Mirror &mirror) {
  const std::int64_t skipped = mirror.on_edge && n > 1 ? 1 : 0;
  Array edge = first_of(x, axis);
  while (count > 0) {
    const std::int64_t step = std::min(count, n - skipped);
    count -= step;
    Array image = flip(slice_along(x, axis, skipped, skipped + step), static_cast<int>(axis));
    if (mirror.odd) {
      image = 2 * edge - image;
      edge = n > 1 ? first_of(image, axis) : edge;
    }
    x = concatenate({image, x}, static_cast<int>(axis));
  }
  return x;
}

Array mirrored(const Array &x, std::size_t axis, PadWidth width, const Mirror &mirror) {
  const auto turned = [&](const Array &v) { return flip(v, static_cast<int>(axis)); };
  const std::int64_t n = extent_of(x, axis);
  const Array low = mirrored_low(x, axis, n, width.low, mirror);
  return width.high == 0 ? low : turned(mirrored_low(turned(low), axis, n, width.high, mirror));
}

/// From `end` at the outermost element towards the edge, which it does not reach.
Array ramp(const Array &edge, std::size_t axis, std::int64_t count, double end) {
  const Array target = squeeze(edge, static_cast<int>(axis));
  return linspace(full_like(target, end), target, count,
                  {.endpoint = false, .dtype = edge.dtype(), .axis = static_cast<int>(axis)});
}

Array statistic(PadMode mode, const Array &x, std::size_t axis) {
  const int along = static_cast<int>(axis);
  if (mode == PadMode::maximum)
    return max(x, along, true);
  if (mode == PadMode::minimum)
    return min(x, along, true);
  const Array average = mode == PadMode::median ? median(x, along, true) : mean(x, along, true);
  return is_floating(x.dtype()) ? average : round(average).astype(x.dtype());
}

Array with_statistic(PadMode mode, const Array &x, std::size_t axis, PadWidth width, const PadOptions &options) {
  const std::int64_t n = extent_of(x, axis);
  PadWidth counted{n, n};
  if (!options.stat_length.empty())
    counted = options.stat_length.size() == 1 ? options.stat_length[0] : options.stat_length[axis];
  if (counted.low < 1 || counted.high < 1)
    detail::throw_shape_error("pad", {"a statistic of no elements has no value", "a stat_length of 1 or more", "0",
                                      "Leave stat_length out for all elements."});
  const Array low = statistic(mode, slice_along(x, axis, 0, std::min(counted.low, n)), axis),
              high = statistic(mode, slice_along(x, axis, n - std::min(counted.high, n), n), axis);
  return between(spread(low, axis, width.low), x, spread(high, axis, width.high), axis);
}

Array padded_along(const Array &x, std::size_t axis, PadWidth width, PadMode mode, const PadOptions &options) {
  switch (mode) {
  case PadMode::edge:
    return between(spread(first_of(x, axis), axis, width.low), x, spread(last_of(x, axis), axis, width.high), axis);
  case PadMode::reflect: return mirrored(x, axis, width, {true, options.odd});
  case PadMode::symmetric: return mirrored(x, axis, width, {false, options.odd});
  case PadMode::wrap: return wrapped(x, axis, width);
  case PadMode::linear_ramp:
    return between(ramp(first_of(x, axis), axis, width.low, options.end_low), x,
                   flip(ramp(last_of(x, axis), axis, width.high, options.end_high), static_cast<int>(axis)), axis);
  case PadMode::maximum:
  case PadMode::minimum:
  case PadMode::mean:
  case PadMode::median: return with_statistic(mode, x, axis, width, options);
  case PadMode::empty: break;
  }
  const Array zero = zeros_like(first_of(x, axis));
  return between(spread(zero, axis, width.low), x, spread(zero, axis, width.high), axis);
}

void check_widths(const Array &x, const std::vector<PadWidth> &widths) {
  if (widths.size() != x.ndim() && widths.size() != 1)
    detail::throw_shape_error("pad",
                              {"an array of shape " + x.shape().str() + " has other axes than widths are given for",
                               std::to_string(x.ndim()) + " widths, or 1", std::to_string(widths.size()),
                               "Give one {low, high} per axis."});
  for (std::size_t axis = 0; axis < x.ndim(); ++axis) {
    const PadWidth width = widths.size() == 1 ? widths[0] : widths[axis];
    if (width.low < 0 || width.high < 0)
      detail::throw_shape_error("pad",
                                {"a width is negative", "0 or more", std::to_string(std::min(width.low, width.high)),
                                 "lax::pad removes elements; so do slices."});
    if (x.shape()[axis] == 0 && (width.low > 0 || width.high > 0))
      detail::throw_shape_error(
          "pad", {"axis " + std::to_string(axis) + " of shape " + x.shape().str() + " has no element to pad with",
                  "extent 1 or more", "0", "pad(x, widths, value) pads by a constant."});
  }
}

} // namespace

Array pad(const In &x, const std::vector<PadWidth> &widths, PadMode mode, const PadOptions &options) {
  Key key(static_cast<int>(mode), options.odd, options.end_low, options.end_high);
  for (const auto *list : {&widths, &options.stat_length}) {
    key.add(list->size());
    for (const PadWidth &width : *list) {
      key.add(width.low);
      key.add(width.high);
    }
  }
  return detail::composed("pad_mode", x, key, [&](const Array &v) {
    check_widths(v, widths);
    Array result = v;
    for (std::size_t axis = 0; axis < v.ndim(); ++axis)
      if (const PadWidth width = widths.size() == 1 ? widths[0] : widths[axis]; width.low > 0 || width.high > 0)
        result = padded_along(result, axis, width, mode, options);
    return result;
  });
}

} // namespace burin
