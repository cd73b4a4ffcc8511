// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/conditional.h"

#include <limits>

namespace burin {
namespace {

using detail::Key;

using Reduce = Array (*)(const In &, const Axes &, bool);
constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

/// NaN is replaced by what changes nothing; integers have none.
Array without_nan(const Array &x, double neutral) { return where(isnan(x), full_like(x, neutral), x); }

Array nan_reduction(std::string_view name, const In &x, const Axes &axes, bool keepdims, Reduce reduce,
                    double neutral) {
  return detail::composed(name, x, Key(axes, keepdims), [&](const Array &v) {
    return reduce(is_floating(v.dtype()) ? without_nan(v, neutral) : v, axes, keepdims);
  });
}

Array nan_extreme(std::string_view name, const In &x, const Axes &axes, bool keepdims, Reduce reduce, double neutral) {
  return detail::composed(name, x, Key(axes, keepdims), [&](const Array &v) {
    if (!is_floating(v.dtype()))
      return reduce(v, axes, keepdims);
    return where(all(isnan(v), axes, keepdims), nan, reduce(without_nan(v, neutral), axes, keepdims));
  });
}

Array count_of_numbers(const Array &x, const Axes &axes, bool keepdims) {
  return sum(logical_not(isnan(x)), axes, keepdims).astype(x.dtype());
}

Array mean_of_numbers(const Array &x, const Axes &axes, bool keepdims) {
  return sum(without_nan(x, 0), axes, keepdims) / count_of_numbers(x, axes, keepdims);
}

/// In the dtype of means.
template <class Body>
Array nan_moment(std::string_view name, const In &x, const Axes &axes, bool keepdims, double ddof, Body body) {
  return detail::composed(name, x, Key(axes, keepdims, ddof), [&](const Array &v) {
    const DType dtype = to_floating(detail::type_of(v)).dtype;
    return body(v.astype(detail::mean_dtype(dtype))).astype(dtype);
  });
}

Array variance_of_numbers(const Array &x, const Axes &axes, bool keepdims, double ddof) {
  const Array centered = where(isnan(x), 0, x - mean_of_numbers(x, axes, true));
  const Array divisor = count_of_numbers(x, axes, keepdims) - ddof;
  return where(divisor <= 0, nan, sum(square(centered), axes, keepdims) / where(divisor <= 0, 1, divisor));
}

} // namespace

Array nansum(const In &x, const Axes &axes, bool keepdims) {
  return nan_reduction("nansum", x, axes, keepdims, sum, 0);
}
Array nanprod(const In &x, const Axes &axes, bool keepdims) {
  return nan_reduction("nanprod", x, axes, keepdims, prod, 1);
}
Array nanmax(const In &x, const Axes &axes, bool keepdims) {
  return nan_extreme("nanmax", x, axes, keepdims, max, -infinity);
}
Array nanmin(const In &x, const Axes &axes, bool keepdims) {
  return nan_extreme("nanmin", x, axes, keepdims, min, infinity);
}

Array nanmean(const In &x, const Axes &axes, bool keepdims) {
  return nan_moment("nanmean", x, axes, keepdims, 0,
                    [&](const Array &v) { return mean_of_numbers(v, axes, keepdims); });
}
Array nanvar(const In &x, const Axes &axes, bool keepdims, double ddof) {
  return nan_moment("nanvar", x, axes, keepdims, ddof,
                    [&](const Array &v) { return variance_of_numbers(v, axes, keepdims, ddof); });
}
Array nanstd(const In &x, const Axes &axes, bool keepdims, double ddof) {
  return nan_moment("nanstd", x, axes, keepdims, ddof,
                    [&](const Array &v) { return sqrt(variance_of_numbers(v, axes, keepdims, ddof)); });
}

} // namespace burin
