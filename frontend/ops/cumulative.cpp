// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/cumulative.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/ordering.h"

#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;
using detail::normalize_axis;
using detail::Promoted;
using detail::Scalar;

Key key_of(std::optional<int> axis, std::optional<DType> dtype) {
  return Key(axis.has_value(), axis.value_or(0), dtype.has_value(), dtype.value_or(DType::bool_));
}

Array accumulated(std::string_view name, std::string_view op, const Array &x, std::optional<int> axis,
                  std::optional<DType> dtype) {
  const Promoted own = detail::type_of(x), counted = own.dtype == bool_ ? Promoted{i32, own.weak} : own;
  const Array value = detail::convert(x, dtype ? Promoted{*dtype, false} : counted);
  const detail::AxisOf line(name, value, axis);
  return detail::cumulate(op, line.array, line.axis);
}

Array without_nan(const Array &x, double filler) {
  return is_floating(x.dtype()) ? where(isnan(x), detail::splat(Scalar(filler), x.dtype(), x.shape()), x) : x;
}

/// What prepend or append gives: scalars are spread over one place of the axis.
Array border(const Array &x, const Array &beside, std::size_t axis) {
  const Array value = detail::convert(beside, detail::type_of(x));
  if (value.ndim() > 0)
    return value;
  Shape shape = x.shape();
  shape[axis] = 1;
  return detail::broadcast(value, shape);
}

Array with_borders(const Array &x, const Array *before, const Array *behind, int axis) {
  std::vector<Array> parts;
  if (before)
    parts.push_back(border(x, *before, static_cast<std::size_t>(axis)));
  parts.push_back(x);
  if (behind)
    parts.push_back(border(x, *behind, static_cast<std::size_t>(axis)));
  return parts.size() == 1 ? x : concatenate(parts, axis);
}

Array differences(const Array &x, int n, std::size_t axis) {
  Array value = x;
  for (; n > 0; --n) {
    const std::int64_t extent = value.shape()[axis], end = std::max<std::int64_t>(extent, 1);
    const Array next = detail::slice_along(value, axis, std::min<std::int64_t>(1, extent), extent);
    const Array own = detail::slice_along(value, axis, 0, std::min(end - 1, extent));
    value = value.dtype() == bool_ ? next != own : next - own;
  }
  return value;
}

/// Half the sum of neighbours times their distance.
Array integral(const Array &y, const Array &widths, std::size_t axis) {
  const std::int64_t n = y.shape()[axis];
  const Array next = detail::slice_along(y, axis, std::min<std::int64_t>(1, n), n);
  const Array own = detail::slice_along(y, axis, 0, std::max<std::int64_t>(n - 1, 0));
  return 0.5 * sum(widths * (next + own), static_cast<int>(axis));
}

} // namespace

Array cumsum(const In &x, std::optional<int> axis, std::optional<DType> dtype) {
  return composed("cumsum", x, key_of(axis, dtype),
                  [=](const Array &value) { return accumulated("cumsum", "cumsum", value, axis, dtype); });
}

Array cumprod(const In &x, std::optional<int> axis, std::optional<DType> dtype) {
  return composed("cumprod", x, key_of(axis, dtype),
                  [=](const Array &value) { return accumulated("cumprod", "cumprod", value, axis, dtype); });
}

Array nancumsum(const In &x, std::optional<int> axis, std::optional<DType> dtype) {
  return composed("nancumsum", x, key_of(axis, dtype), [=](const Array &value) {
    return accumulated("nancumsum", "cumsum", without_nan(value, 0), axis, dtype);
  });
}

Array nancumprod(const In &x, std::optional<int> axis, std::optional<DType> dtype) {
  return composed("nancumprod", x, key_of(axis, dtype), [=](const Array &value) {
    return accumulated("nancumprod", "cumprod", without_nan(value, 1), axis, dtype);
  });
}

Array diff(const In &x, int n, int axis, const DiffOptions &options) {
  if (n < 0) {
    detail::UserLine line(x.where());
    detail::throw_shape_error("diff", {"differences are taken a number of times", "0 or more", std::to_string(n),
                                       "The inverse is cumsum(x, axis)."});
  }
  const bool before = !options.prepend.is_none(), behind = !options.append.is_none();
  const std::vector<Array> operands{x.array(), options.prepend, options.append};
  return composed("diff", operands, Key(n, axis, before, behind), x.where(), [=](std::span<const Array> in) {
    const int at = normalize_axis("diff", axis, in[0].ndim());
    const Array value = with_borders(in[0], before ? &in[1] : nullptr, behind ? &in[before ? 2 : 1] : nullptr, at);
    return differences(value, n, static_cast<std::size_t>(at));
  });
}

Array ediff1d(const In &x) {
  return composed("ediff1d", x, Key(),
                  [](const Array &value) { return differences(detail::reshape_to(value, {value.size()}), 1, 0); });
}

Array trapezoid(const In &y, double dx, int axis) {
  return composed("trapezoid", y, Key(dx, axis), [=](const Array &value) {
    const int at = normalize_axis("trapezoid", axis, value.ndim());
    const Array real = detail::convert(value, detail::to_floating(detail::type_of(value)));
    return integral(real, Array(dx), static_cast<std::size_t>(at));
  });
}

Array trapezoid(const In &y, const Array &x, int axis) {
  return composed("trapezoid_over", y, In(x, y.where()), Key(axis), [=](const Array &value, const Array &points) {
    const auto at = static_cast<std::size_t>(normalize_axis("trapezoid", axis, value.ndim()));
    const Promoted type = detail::promote(detail::to_floating(detail::type_of(value)), detail::type_of(points));
    const bool is_line = points.ndim() == 1;
    Array widths = differences(detail::convert(points, type), 1, is_line ? 0 : at);
    if (is_line) {
      Shape spread{widths.size()};
      for (std::size_t behind = at + 1; behind < value.ndim(); ++behind)
        spread.push_back(1);
      widths = detail::reshape_to(widths, spread);
    }
    return integral(detail::convert(value, type), widths, at);
  });
}

} // namespace burin
