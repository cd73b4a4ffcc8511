// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/ordering.h"

#include <algorithm>
#include <limits>
#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Ints;
using detail::Key;
using detail::Promoted;
using detail::Scalar;

/// Lines of elements of which quantiles are taken, along the first axis.
struct Lines {
  Array elements; ///< [n, kept...]
  Shape kept;     ///< with axes of extent 1 when the dimensions are kept
};

Lines lines_over(const Array &x, const Ints &axes, bool keepdims) {
  Ints order = axes;
  std::int64_t count = 1;
  Lines lines;
  Shape folded{1};
  for (std::size_t axis = 0; axis < x.ndim(); ++axis)
    if (std::find(axes.begin(), axes.end(), static_cast<std::int64_t>(axis)) != axes.end()) {
      count *= x.shape()[axis];
      if (keepdims)
        lines.kept.push_back(1);
    } else {
      order.push_back(static_cast<std::int64_t>(axis));
      folded.push_back(x.shape()[axis]);
      lines.kept.push_back(x.shape()[axis]);
    }
  folded[0] = count;
  lines.elements = detail::reshape_to(detail::transpose_by(x, order), folded);
  return lines;
}

Array nan_like(const Array &x) {
  return detail::splat(Scalar(std::numeric_limits<double>::quiet_NaN()), x.dtype(), x.shape());
}

/// NaN in all of a line that has one.
Array spread_nan(const Array &lines) { return where(any(isnan(lines), 0, true), nan_like(lines), lines); }

Array between(const Array &low, const Array &high, const Array &weight, Interpolation method) {
  switch (method) {
  case Interpolation::lower: return low;
  case Interpolation::higher: return high;
  case Interpolation::nearest: return where(weight <= 0.5, low, high);
  case Interpolation::midpoint: return (low + high) * 0.5;
  case Interpolation::linear: break;
  }
  return low * (1 - weight) + high * weight;
}

/// Elements of the rank q (n - 1) of each line; `spread` is the shape of q with axes of extent 1 for the lines.
Array at_ranks(const Array &lines, const Array &q, const Shape &spread, Interpolation method) {
  const std::int64_t last = lines.shape()[0] - 1;
  const Array sorted = detail::sort_array(spread_nan(lines), 0);
  const Array place = q * last, low = floor(place);
  auto row = [&](const Array &rank) { return detail::rows_at(sorted, clip(rank, 0, last).astype(i32)); };
  return between(row(low), row(ceil(place)), detail::reshape_to(place - low, spread), method);
}

/// The same of the numbers in each line, which are sorted to its front: each line has ranks of its own. No NaN has a
/// gradient.
Array at_ranks_of_numbers(const Array &lines, const Array &q, const Shape &spread, Interpolation method) {
  const Array sorted = detail::sort_array(where(isnan(lines), nan_like(lines), lines), 0);
  const Array last = sum(logical_not(isnan(lines)), 0, true).astype(q.dtype()) - 1;
  const Array place = (q.ndim() == 0 ? q : detail::reshape_to(q, spread)) * last, low = floor(place);
  auto row = [&](const Array &rank) { return take_along_axis(sorted, maximum(minimum(rank, last), 0).astype(i32), 0); };
  return between(row(low), row(ceil(place)), place - low, method);
}

void check(std::string_view name, const Array &q, const Array &lines) {
  if (q.ndim() > 1)
    detail::throw_shape_error(name, {"ranks stand in one line", "a scalar or 1-D array of ranks", q.shape().str(),
                                     "Flatten them with ravel(q), and reshape the result."});
  if (lines.shape()[0] == 0)
    detail::throw_shape_error(name, {"no elements have no quantile", "at least one element", "none",
                                     "Reduce over other axes, or check x.size() first."});
}

/// What becomes of lines with a NaN.
enum class Nan { everywhere, left_out };

Array quantile_of(std::string_view name, const Array &x, const Array &q, const Axes &axes,
                  const QuantileOptions &options, Nan nan = Nan::everywhere) {
  const Promoted type = detail::to_floating(detail::type_of(x));
  const Lines lines =
      lines_over(detail::convert(x, type), detail::normalize_axes(name, axes, x.ndim()), options.keepdims);
  check(name, q, lines.elements);
  Shape spread(q.shape()), result(q.shape());
  for (std::size_t axis = 1; axis < lines.elements.ndim(); ++axis)
    spread.push_back(1);
  for (std::int64_t extent : lines.kept)
    result.push_back(extent);
  const Array values = nan == Nan::everywhere ? at_ranks(lines.elements, q, spread, options.method)
                                              : at_ranks_of_numbers(lines.elements, q, spread, options.method);
  return detail::convert(detail::reshape_to(values, result), {type.dtype, false});
}

/// Ranks are computed in the dtype of the result, in f32 at least.
Array ranks_for(const Array &x, const Array &q) {
  const Promoted type =
      detail::promote(detail::to_floating(detail::type_of(x)), detail::to_floating(detail::type_of(q)));
  return detail::convert(q, {type.dtype == f16 || type.dtype == bf16 ? f32 : type.dtype, false});
}

Key key_of(const Axes &axes, const QuantileOptions &options) {
  return Key(axes, static_cast<int>(options.method), options.keepdims);
}

} // namespace

Array quantile(const In &x, const In &q, const Axes &axes, const QuantileOptions &options) {
  return composed("quantile", x, q, key_of(axes, options), [&](const Array &value, const Array &rank) {
    return quantile_of("quantile", value, ranks_for(value, rank), axes, options);
  });
}

Array percentile(const In &x, const In &q, const Axes &axes, const QuantileOptions &options) {
  return composed("percentile", x, q, key_of(axes, options), [&](const Array &value, const Array &rank) {
    return quantile_of("percentile", value, ranks_for(value, rank) / 100, axes, options);
  });
}

Array median(const In &x, const Axes &axes, bool keepdims) {
  const QuantileOptions options{Interpolation::midpoint, keepdims};
  return composed("median", x, key_of(axes, options), [&](const Array &value) {
    return quantile_of("median", value, ranks_for(value, detail::splat(Scalar(0.5), f32, {})), axes, options);
  });
}

Array nanquantile(const In &x, const In &q, const Axes &axes, const QuantileOptions &options) {
  return composed("nanquantile", x, q, key_of(axes, options), [&](const Array &value, const Array &rank) {
    return quantile_of("nanquantile", value, ranks_for(value, rank), axes, options, Nan::left_out);
  });
}

Array nanpercentile(const In &x, const In &q, const Axes &axes, const QuantileOptions &options) {
  return composed("nanpercentile", x, q, key_of(axes, options), [&](const Array &value, const Array &rank) {
    return quantile_of("nanpercentile", value, ranks_for(value, rank) / 100, axes, options, Nan::left_out);
  });
}

Array nanmedian(const In &x, const Axes &axes, bool keepdims) {
  const QuantileOptions options{Interpolation::midpoint, keepdims};
  return composed("nanmedian", x, key_of(axes, options), [&](const Array &value) {
    const Array half = ranks_for(value, detail::splat(Scalar(0.5), f32, {}));
    return quantile_of("nanmedian", value, half, axes, options, Nan::left_out);
  });
}

} // namespace burin
