// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/random/draw.h"

#include <array>
#include <cmath>
#include <limits>

namespace burin::random {

namespace {

// Giles 2010, table 5: polynomials of w - 2.5 for w < 5, of sqrt(w) - 3 above; highest power first.
constexpr std::array central = {2.81022636e-08F, 3.43273939e-07F, -3.5233877e-06F, -4.39150654e-06F, 0.00021858087F,
                                -0.00125372503F, -0.00417768164F, 0.246640727F,    1.50140941F};
constexpr std::array tail = {-0.000200214257F, 0.000100950558F, 0.00134934322F, -0.00367342844F, 0.00573950773F,
                             -0.0076224613F,   0.00943887047F,  1.00167406F,    2.83297682F};

constexpr float sqrt2 = 1.41421356F;
constexpr float infinity = std::numeric_limits<float>::infinity();

/// sqrt(2) erf_inv(u): u in (-1, 1) becomes normal.
Array normal_of(const Array &u) { return sqrt2 * erf_inv(u); }

} // namespace

Array erf_inv(const Array &x) {
  const Array w = -log1p(-(x * x));
  const Array is_central = w < 5.F;
  const Array t = where(is_central, w - 2.5F, sqrt(w) - 3.F);
  Array p = where(is_central, central[0], tail[0]);
  for (std::size_t i = 1; i < central.size(); ++i)
    p = where(is_central, central[i], tail[i]) + p * t;
  return where(abs(x) == 1.F, x * infinity, p * x);
}

Array uniform(const Array &key, const Shape &shape, DType dtype, const In &minval, const In &maxval,
              std::source_location where) {
  check_dtype("random.uniform", dtype, {f32, f64}, where);
  const bool unit = minval.is_number() && maxval.is_number() && minval.number().as<double>() == 0 &&
                    maxval.number().as<double>() == 1;
  if (unit)
    return draw("random.uniform01", key, {}, shape, dtype, where,
                [&](std::span<const Array> in) { return uniform01(in[0], shape, dtype); });
  const Array low = minval.array(), high = maxval.array();
  return draw("random.uniform", key, {&low, &high}, shape, dtype, where,
              [&](std::span<const Array> in) { return fused_uniform(in[0], shape, dtype, in[1], in[2]); });
}

Array normal(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  check_dtype("random.normal", dtype, {f32}, where);
  return draw("random.normal", key, {}, shape, dtype, where, [&](std::span<const Array> in) {
    return normal_of(uniform_between(in[0], shape, f32, std::nextafter(-1.F, 0.F), 1.F));
  });
}

Array truncated_normal(const Array &key, double lower, double upper, const Shape &shape, DType dtype,
                       std::source_location where) {
  check_dtype("random.truncated_normal", dtype, {f32}, where);
  const auto low = static_cast<float>(lower), high = static_cast<float>(upper);
  const Array from = Array::of(std::erf(low / sqrt2)), to = Array::of(std::erf(high / sqrt2));
  const Array least = Array::of(std::nextafter(low, infinity)), most = Array::of(std::nextafter(high, -infinity));
  return draw("random.truncated_normal", key, {&from, &to, &least, &most}, shape, dtype, where,
              [&](std::span<const Array> in) {
                return clip(normal_of(fused_uniform(in[0], shape, f32, in[1], in[2])), in[3], in[4]);
              });
}

Array bernoulli(const Array &key, const In &p) {
  return bernoulli(key, p, p.is_number() ? Shape{} : p.array_ref().shape());
}

Array bernoulli(const Array &key, const In &p, const Shape &shape) {
  const Array probability = p.array();
  return draw("random.bernoulli", key, {&probability}, shape, bool_, p.where(), [&](std::span<const Array> in) {
    const DType dtype = in[1].dtype() == f64 ? f64 : f32;
    return uniform01(in[0], shape, dtype) < in[1];
  });
}

} // namespace burin::random
