// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/random/variance_scaling.h"

#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"
#include "frontend/random/draw.h"

#include <cmath>

namespace burin::random {

namespace {

double fan_of(const Shape &shape, Fan fan, std::source_location where) {
  if (shape.ndim() < 2)
    throw ShapeError(nn::message("nn.initializers",
                                 "fans need two axes; expected at least 2 axes, got shape " + shape.str(), where,
                                 "Use initializers::zeros or initializers::normal for vectors.", "shapeerror"));
  const std::size_t last = shape.ndim() - 1;
  double receptive_field = 1;
  for (std::size_t i = 0; i + 1 < last; ++i)
    receptive_field *= static_cast<double>(shape[i]);
  const double in = static_cast<double>(shape[last - 1]) * receptive_field;
  const double out = static_cast<double>(shape[last]) * receptive_field;
  return fan == Fan::in ? in : fan == Fan::out ? out : (in + out) / 2;
}

} // namespace

Array variance_scaling_uniform(const Array &key, const Shape &shape, DType dtype, double scale, Fan fan,
                               std::source_location where) {
  check_dtype("nn.initializers", dtype, {f32, f64}, where);
  const auto variance = static_cast<float>(scale / fan_of(shape, fan, where));
  const Array limit = Array::of(std::sqrt(3 * variance));
  return draw("nn.variance_scaling_uniform", key, {&limit}, shape, dtype, where, [&](std::span<const Array> in) {
    return uniform_between(in[0], shape, dtype, -1, 1) * in[1].astype(dtype);
  });
}

Array variance_scaling_normal(const Array &key, const Shape &shape, DType dtype, double scale, Fan fan,
                              std::source_location where) {
  check_dtype("nn.initializers", dtype, {f32}, where);
  constexpr float stddev_of_truncated = 0.87962566103423978F; // of the unit normal cut at +-2
  const auto variance = static_cast<float>(scale / fan_of(shape, fan, where));
  const Array stddev = Array::of(std::sqrt(variance) / stddev_of_truncated);
  return draw("nn.variance_scaling_normal", key, {&stddev}, shape, dtype, where,
              [&](std::span<const Array> in) { return truncated_normal(in[0], -2, 2, shape, dtype, where) * in[1]; });
}

Array glorot_uniform(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return variance_scaling_uniform(key, shape, dtype, 1, Fan::average, where);
}

} // namespace burin::random
