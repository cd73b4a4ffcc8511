// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/lax/arrays.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <algorithm>
#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;

std::int64_t from_front(std::int64_t index, std::int64_t extent) {
  return std::clamp<std::int64_t>(index < 0 ? index + extent : index, 0, extent);
}

void check_index(const Array &x, std::size_t axis, std::int64_t index) {
  const std::int64_t extent = x.shape()[axis];
  if (index < -extent || index >= extent)
    detail::throw_shape_error("index_in_dim",
                              {"index " + std::to_string(index) + " is out of range on axis " + std::to_string(axis) +
                                   " of shape " + x.shape().str(),
                               "an index from " + std::to_string(-extent) + " to " + std::to_string(extent - 1),
                               std::to_string(index), "Negative indices count from the end."});
}

void check_stride(std::int64_t stride) {
  if (stride < 1)
    detail::throw_shape_error("slice_in_dim", {"the stride is not positive", "1 or more", std::to_string(stride),
                                               "rev(x, {axis}) reverses an axis."});
}

} // namespace

Array lax::broadcast(const In &x, const Shape &sizes) {
  return composed("lax_broadcast", x, Key(std::span<const std::int64_t>(sizes)), [&](const Array &v) {
    Shape shape = sizes;
    for (std::int64_t extent : v.shape())
      shape.push_back(extent);
    return detail::broadcast(v, shape);
  });
}

Array lax::slice_in_dim(const In &x, std::int64_t start, std::optional<std::int64_t> limit, std::int64_t stride,
                        int axis) {
  return composed("slice_in_dim", x, Key(start, limit.has_value(), limit.value_or(0), stride, axis),
                  [=](const Array &v) {
                    check_stride(stride);
                    const auto at = static_cast<std::size_t>(detail::normalize_axis("slice_in_dim", axis, v.ndim()));
                    const std::int64_t extent = v.shape()[at], end = limit ? from_front(*limit, extent) : extent;
                    return detail::slice_along(v, at, std::min(from_front(start, extent), end), end, stride);
                  });
}

Array lax::index_in_dim(const In &x, std::int64_t index, int axis, bool keepdims) {
  return composed("index_in_dim", x, Key(index, axis, keepdims), [=](const Array &v) {
    const int at = detail::normalize_axis("index_in_dim", axis, v.ndim());
    check_index(v, static_cast<std::size_t>(at), index);
    const std::int64_t first = index < 0 ? index + v.shape()[static_cast<std::size_t>(at)] : index;
    const Array entry = detail::slice_along(v, static_cast<std::size_t>(at), first, first + 1);
    return keepdims ? entry : squeeze(entry, at);
  });
}

} // namespace burin
