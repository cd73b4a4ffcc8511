// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <numbers>

namespace burin {
namespace {

using detail::Key;

Key key_of(std::int64_t count, const Spacing &spacing) {
  return Key(count, spacing.endpoint, spacing.dtype ? static_cast<int>(*spacing.dtype) : -1, spacing.axis,
             spacing.base);
}

void check_count(std::string_view op, std::int64_t count) {
  if (count < 0)
    detail::throw_shape_error(op, {"the count is negative", "0 or more", std::to_string(count), "Check the count."});
}

DType result_dtype(const Array &start, const Array &stop, const Spacing &spacing) {
  return spacing.dtype ? *spacing.dtype : to_floating(promote(detail::type_of(start), detail::type_of(stop))).dtype;
}

DType computed_dtype(DType dtype) { return is_floating(dtype) ? dtype : f32; }

/// 0, 1/divisor, 2/divisor, ... along `axis`, extent 1 elsewhere.
Array fractions(std::int64_t count, std::int64_t divisor, std::size_t ndim, std::size_t axis, DType dtype) {
  Shape shape;
  for (std::size_t i = 0; i < ndim; ++i)
    shape.push_back(i == axis ? count : 1);
  return detail::iota(dtype, shape, static_cast<int>(axis)) /
         detail::splat(detail::Scalar(static_cast<double>(divisor)), dtype, shape);
}

/// start (1 - t) + stop t, and exactly stop at the end.
Array between(const Array &start, const Array &stop, std::int64_t count, bool endpoint, std::size_t axis) {
  const Shape bounds = detail::broadcast_shapes("linspace", {&start, &stop});
  const int at = static_cast<int>(axis);
  const Array first = expand_dims(broadcast_to(start, bounds), at), last = expand_dims(broadcast_to(stop, bounds), at);
  if (count == 0)
    return detail::slice_along(first, axis, 0, 0);
  if (count == 1)
    return first;
  const std::int64_t inner = endpoint ? count - 1 : count;
  const Array t = fractions(inner, inner, bounds.ndim() + 1, axis, start.dtype());
  const Array points = first * (1 - t) + last * t;
  return endpoint ? concatenate({points, last}, at) : points;
}

Array spaced(const Array &start, const Array &stop, std::int64_t count, const Spacing &spacing) {
  check_count("linspace", count);
  const DType dtype = result_dtype(start, stop, spacing), inside = computed_dtype(dtype);
  const std::size_t ndim = std::max(start.ndim(), stop.ndim()) + 1;
  const auto axis = static_cast<std::size_t>(detail::normalize_axis("linspace", spacing.axis, ndim));
  const Array points = between(start.astype(inside), stop.astype(inside), count, spacing.endpoint, axis);
  return is_floating(dtype) ? points : floor(points).astype(dtype);
}

/// base^x as exp(x log base): the base is a constant.
Array powers_of(double base, const Array &exponents) { return pow(full_like(exponents, base), exponents); }

Array log10_of(const Array &x) { return log(x) / std::numbers::ln10; }

} // namespace

Array linspace(const In &start, const In &stop, std::int64_t count, const Spacing &spacing) {
  return detail::composed("linspace", start, stop, key_of(count, spacing),
                          [&](const Array &a, const Array &b) { return spaced(a, b, count, spacing); });
}

Array logspace(const In &start, const In &stop, std::int64_t count, const Spacing &spacing) {
  return detail::composed("logspace", start, stop, key_of(count, spacing), [&](const Array &a, const Array &b) {
    const DType dtype = result_dtype(a, b, spacing);
    Spacing inner = spacing;
    inner.dtype = computed_dtype(dtype);
    return powers_of(spacing.base, spaced(a, b, count, inner)).astype(dtype);
  });
}

Array geomspace(const In &start, const In &stop, std::int64_t count, const Spacing &spacing) {
  return detail::composed("geomspace", start, stop, key_of(count, spacing), [&](const Array &a, const Array &b) {
    const DType dtype = result_dtype(a, b, spacing), inside = computed_dtype(dtype);
    const Array first = a.astype(inside), last = b.astype(inside), side = sign(first);
    Spacing inner = spacing;
    inner.dtype = inside;
    const Array exponents = spaced(log10_of(first / side), log10_of(last / side), count, inner);
    const std::size_t ndim = std::max(a.ndim(), b.ndim()) + 1;
    const int axis = detail::normalize_axis("geomspace", spacing.axis, ndim);
    const Shape bounds = detail::broadcast_shapes("geomspace", {&a, &b});
    return (expand_dims(broadcast_to(side, bounds), axis) * powers_of(10, exponents)).astype(dtype);
  });
}

} // namespace burin
