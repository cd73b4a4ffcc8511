// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <string>

namespace burin {
namespace {

using detail::Key;

/// The operands that are given, in the order x, y, fweights, aweights.
struct Samples {
  Array x, y, fweights, aweights;
};

Samples samples_of(std::span<const Array> in, const CovarianceOptions &options) {
  std::size_t next = 1;
  const auto take = [&](const Array &option) { return option.is_none() ? Array() : in[next++]; };
  Samples samples;
  samples.x = in[0];
  samples.y = take(options.y);
  samples.fweights = take(options.fweights);
  samples.aweights = take(options.aweights);
  return samples;
}

void check_variables(const Array &x) {
  if (x.ndim() > 2)
    detail::throw_shape_error("cov", {"an array of shape " + x.shape().str() + " is no table of observations",
                                      "at most two axes", std::to_string(x.ndim()),
                                      "Reshape it to (variables, observations)."});
}

Array rows_of(const Array &x, bool rowvar, bool single) {
  check_variables(x);
  const Array table = atleast_2d(x);
  return rowvar || single ? table : transpose(table);
}

Array variables_of(const Samples &s, bool rowvar, DType dtype) {
  const Array x = rows_of(s.x, rowvar, s.x.ndim() == 1);
  if (s.y.is_none())
    return x.astype(dtype);
  const Array y = rows_of(s.y, rowvar, s.y.ndim() < 2 || s.y.shape()[0] == 1);
  return concatenate({x.astype(dtype), y.astype(dtype)}, 0);
}

void check_weights(const Array &weights, std::int64_t observations) {
  if (!(weights.shape() == Shape{observations}))
    detail::throw_shape_error("cov", {"weights do not fit the observations", "shape " + Shape{observations}.str(),
                                      weights.shape().str(), "One weight per observation."});
}

/// None, or the product of both kinds.
Array weights_of(const Samples &s, std::int64_t observations, DType dtype) {
  Array weights;
  if (!s.fweights.is_none()) {
    check_weights(s.fweights, observations);
    if (!is_integer(s.fweights.dtype()))
      detail::throw_dtype_error("cov",
                                {"fweights are counts", "an integer dtype", std::string(name_of(s.fweights.dtype())),
                                 "Weights that are not whole are aweights."});
    weights = abs(s.fweights).astype(dtype);
  }
  if (!s.aweights.is_none()) {
    check_weights(s.aweights, observations);
    const Array own = abs(s.aweights).astype(dtype);
    weights = weights.is_none() ? own : weights * own;
  }
  return weights;
}

Array covariance(const Samples &s, const CovarianceOptions &options) {
  DType dtype = to_floating(detail::type_of(s.x)).dtype;
  if (!s.y.is_none())
    dtype = to_floating(promote(detail::type_of(s.x), detail::type_of(s.y))).dtype;
  const Array x = variables_of(s, options.rowvar, dtype);
  const std::int64_t count = x.shape()[1];
  const double ddof = options.ddof ? *options.ddof : options.bias ? 0 : 1;
  const Array w = weights_of(s, count, dtype);
  if (w.is_none()) {
    const Array centered = x - mean(x, 1, true);
    return squeeze(matmul(centered, transpose(centered)) / (static_cast<double>(count) - ddof));
  }
  const Array total = sum(w), centered = x - sum(x * w, 1, true) / total;
  const Array correction =
      s.aweights.is_none() ? total * 0 + ddof : ddof * sum(w * abs(s.aweights).astype(dtype)) / total;
  return squeeze(matmul(centered, transpose(centered * w)) / (total - correction));
}

Array correlation(const Array &c) {
  if (c.ndim() == 0)
    return c / c;
  const Array deviation = sqrt(diag(c));
  return clip(c / expand_dims(deviation, 1) / expand_dims(deviation, 0), -1, 1);
}

template <class Finish>
Array of_samples(std::string_view name, const In &x, const CovarianceOptions &options, Finish finish) {
  const Array operands[] = {x.array(), options.y, options.fweights, options.aweights};
  const Key key(!options.y.is_none(), !options.fweights.is_none(), !options.aweights.is_none(), options.rowvar,
                options.bias, options.ddof.has_value(), options.ddof.value_or(0));
  return detail::composed(name, operands, key, x.where(), [&](std::span<const Array> in) {
    return finish(covariance(samples_of(in, options), options));
  });
}

} // namespace

Array cov(const In &x, const CovarianceOptions &options) {
  return of_samples("cov", x, options, [](const Array &c) { return c; });
}

Array corrcoef(const In &x, const CovarianceOptions &options) {
  return of_samples("corrcoef", x, options, correlation);
}

} // namespace burin
