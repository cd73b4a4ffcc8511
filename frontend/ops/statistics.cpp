// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/conditional.h"
#include "frontend/ops/faults.h"

#include <algorithm>
#include <limits>
#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;
using detail::Scalar;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

DType floating(const Array &x) { return to_floating(detail::type_of(x)).dtype; }

Array sum_where(std::string_view op, const Array &x, const Array &mask, const Axes &axes, bool keepdims) {
  return sum(mask.is_none() ? x : detail::masked(op, x, mask, Scalar(0)), axes, keepdims);
}

Array mean_where(std::string_view op, const Array &x, const Array &mask, const Axes &axes, bool keepdims) {
  return sum_where(op, x, mask, axes, keepdims) / detail::count_of(x, mask, axes, keepdims, x.dtype());
}

struct Given {
  Array mask, mean;
};

/// Two passes: the mean first, then the squares around it.
Array variance(const Array &x, const Given &given, const Axes &axes, bool keepdims, double ddof) {
  const DType inside = detail::mean_dtype(floating(x));
  const Array value = x.astype(inside);
  const Array center =
      given.mean.is_none() ? mean_where("var", value, given.mask, axes, true) : given.mean.astype(inside);
  const Array squares = sum_where("var", square(value - center), given.mask, axes, keepdims);
  const Array divisor = detail::count_of(value, given.mask, axes, keepdims, inside) - ddof;
  return where(divisor > 0, squares / divisor, nan).astype(floating(x));
}

template <class Finish>
Array spread_of(std::string_view name, const In &x, const Axes &axes, bool keepdims, const VarianceOptions &options,
                Finish finish) {
  const Array operands[] = {x.array(), options.where, options.mean};
  const Key key(axes, keepdims, options.ddof, !options.where.is_none(), !options.mean.is_none());
  return composed(name, operands, key, x.where(), [&](std::span<const Array> in) {
    const Given given{options.where.is_none() ? Array() : in[1], options.mean.is_none() ? Array() : in.back()};
    return finish(variance(in[0], given, axes, keepdims, options.ddof));
  });
}

/// Weights of one axis per averaged axis become those of x's shape.
Array fitted_weights(const Array &x, const Array &weights, const Axes &axes) {
  if (x.shape() == weights.shape())
    return weights;
  Shape shape, expected;
  const detail::Ints list = detail::normalize_axes("average", axes, x.ndim());
  for (std::size_t i = 0; i < x.ndim(); ++i) {
    const bool averaged = std::find(list.begin(), list.end(), static_cast<std::int64_t>(i)) != list.end();
    shape.push_back(averaged ? x.shape()[i] : 1);
    if (averaged)
      expected.push_back(x.shape()[i]);
  }
  if (!(weights.shape() == expected))
    detail::throw_shape_error("average", {"the weights do not fit an array of shape " + x.shape().str(),
                                          "shape " + expected.str() + " or " + x.shape().str(), weights.shape().str(),
                                          "Weights have the shape of x, or of the axes that are averaged."});
  return broadcast_to(reshape(weights, shape), x.shape());
}

} // namespace

Array mean(const In &x, const Axes &axes, bool keepdims, const ReduceOptions &options) {
  const Array operands[] = {x.array(), options.where};
  const Key key(axes, keepdims, options.dtype ? static_cast<int>(*options.dtype) : -1);
  return composed("mean_where", operands, key, x.where(), [&](std::span<const Array> in) {
    const DType result = options.dtype ? *options.dtype : floating(in[0]);
    const Array value = in[0].astype(is_floating(result) ? detail::mean_dtype(result) : result);
    return mean_where("mean", value, in.size() > 1 ? in[1] : Array(), axes, keepdims).astype(result);
  });
}

Array var(const In &x, const Axes &axes, bool keepdims, const VarianceOptions &options) {
  return spread_of("var_where", x, axes, keepdims, options, [](const Array &v) { return v; });
}

Array std(const In &x, const Axes &axes, bool keepdims, const VarianceOptions &options) {
  return spread_of("std", x, axes, keepdims, options, [](const Array &v) { return sqrt(v); });
}

Array average(const In &x, const Axes &axes, const Array &weights, bool keepdims) {
  if (weights.is_none())
    return mean(x, axes, keepdims);
  return composed("average", x, In(weights, x.where()), Key(axes, keepdims), [&](const Array &v, const Array &w) {
    const DType dtype = to_floating(promote(detail::type_of(v), detail::type_of(w))).dtype;
    const Array fitted = fitted_weights(v, w, axes).astype(dtype);
    return sum(v.astype(dtype) * fitted, axes, keepdims) / sum(fitted, axes, keepdims);
  });
}

Array ptp(const In &x, const Axes &axes, bool keepdims) {
  return composed("ptp", x, Key(axes, keepdims),
                  [&](const Array &v) { return max(v, axes, keepdims) - min(v, axes, keepdims); });
}

Array count_nonzero(const In &x, const Axes &axes, bool keepdims) {
  return composed("count_nonzero", x, Key(axes, keepdims), [&](const Array &v) { return sum(v != 0, axes, keepdims); });
}

} // namespace burin
