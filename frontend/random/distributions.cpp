// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/random/draw.h"

#include <numbers>

namespace burin::random {

namespace {

using Body = Array (*)(const Array &key, const Shape &shape, DType dtype);

/// A distribution without parameters.
Array standard(std::string_view name, Body body, const Array &key, const Shape &shape, DType dtype,
               std::source_location where) {
  check_dtype(name, dtype, floating_dtypes, where);
  return draw(name, key, {}, shape, dtype, where, [&](std::span<const Array> in) { return body(in[0], shape, dtype); });
}

Array exponential_numbers(const Array &key, const Shape &shape, DType dtype) {
  return -log1p(-uniform01(key, shape, dtype));
}

/// In [tiny, 1).
Array positive_numbers(const Array &key, const Shape &shape, DType dtype) {
  return uniform_between(key, shape, dtype, info_of(dtype).tiny, 1);
}

Array laplace_numbers(const Array &key, const Shape &shape, DType dtype) {
  const Array u = uniform_between(key, shape, dtype, -1 + info_of(dtype).epsneg, 1);
  return sign(u) * log1p(-abs(u));
}

Array logistic_numbers(const Array &key, const Shape &shape, DType dtype) {
  const Array u = positive_numbers(key, shape, dtype);
  return log(u) - log1p(-u);
}

Array cauchy_numbers(const Array &key, const Shape &shape, DType dtype) {
  return tan(std::numbers::pi * (fused_uniform(key, shape, dtype, info_of(dtype).eps, 1) - 0.5));
}

Array maxwell_numbers(const Array &key, const Shape &shape, DType dtype) {
  Shape three = shape;
  three.push_back(3);
  return sqrt(sum(square(normal_numbers(key, three, dtype)), -1));
}

/// A distribution whose parameters broadcast to the shape; `body` gets them in the dtype.
template <class Formula>
Array parametric(std::string_view name, const Array &key, std::initializer_list<const In *> parameters,
                 const Shape &shape, DType dtype, Formula body) {
  const std::source_location where = (*parameters.begin())->where();
  check_dtype(name, dtype, floating_dtypes, where);
  std::vector<Array> arrays;
  for (const In *parameter : parameters)
    arrays.push_back(parameter->array());
  std::vector<const Array *> operands;
  for (const Array &array : arrays) {
    check_parameter(name, array, shape, where);
    operands.push_back(&array);
  }
  return draw(name, key, operands, shape, dtype, where, [&](std::span<const Array> in) {
    std::vector<Array> converted;
    for (const Array &parameter : in.subspan(1))
      converted.push_back(broadcast_to(parameter.astype(dtype), shape));
    return body(in[0], converted);
  });
}

using Parameters = std::vector<Array>;

} // namespace

Array gumbel_numbers(const Array &key, const Shape &shape, DType dtype) {
  return -log(-log(positive_numbers(key, shape, dtype)));
}

Array gumbel(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return standard("random.gumbel", gumbel_numbers, key, shape, dtype, where);
}
Array exponential(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return standard("random.exponential", exponential_numbers, key, shape, dtype, where);
}
Array laplace(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return standard("random.laplace", laplace_numbers, key, shape, dtype, where);
}
Array logistic(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return standard("random.logistic", logistic_numbers, key, shape, dtype, where);
}
Array cauchy(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return standard("random.cauchy", cauchy_numbers, key, shape, dtype, where);
}
Array maxwell(const Array &key, const Shape &shape, DType dtype, std::source_location where) {
  return standard("random.maxwell", maxwell_numbers, key, shape, dtype, where);
}

Array lognormal(const Array &key, const In &sigma, const Shape &shape, DType dtype) {
  return parametric("random.lognormal", key, {&sigma}, shape, dtype,
                    [&](const Array &k, const Parameters &p) { return exp(normal_numbers(k, shape, dtype) * p[0]); });
}

Array pareto(const Array &key, const In &b, const Shape &shape, DType dtype) {
  return parametric("random.pareto", key, {&b}, shape, dtype, [&](const Array &k, const Parameters &p) {
    return exp(exponential_numbers(k, shape, dtype) / p[0]);
  });
}

Array rayleigh(const Array &key, const In &scale, const Shape &shape, DType dtype) {
  return parametric("random.rayleigh", key, {&scale}, shape, dtype, [&](const Array &k, const Parameters &p) {
    return p[0] * sqrt(log(uniform01(k, shape, dtype)) * -2);
  });
}

Array weibull_min(const Array &key, const In &scale, const In &concentration, const Shape &shape, DType dtype) {
  return parametric(
      "random.weibull_min", key, {&scale, &concentration}, shape, dtype,
      [&](const Array &k, const Parameters &p) { return pow(exponential_numbers(k, shape, dtype), 1 / p[1]) * p[0]; });
}

Array triangular(const Array &key, const In &left, const In &mode, const In &right, const Shape &shape, DType dtype) {
  return parametric(
      "random.triangular", key, {&left, &mode, &right}, shape, dtype, [&](const Array &k, const Parameters &p) {
        const Array width = p[2] - p[0], rise = p[1] - p[0], fall = p[2] - p[1];
        const Array u = uniform01(k, shape, dtype);
        return where(u < rise / width, p[0] + sqrt(u * width * rise), p[2] - sqrt((1 - u) * width * fall));
      });
}

/// Michael, Schucany and Haas 1976.
Array wald(const Array &key, const In &mean, const Shape &shape, DType dtype) {
  return parametric("random.wald", key, {&mean}, shape, dtype, [&](const Array &k, const Parameters &p) {
    const KeyPair keys = split_in_two(k);
    const Array y = square(normal_numbers(keys.first, shape, dtype)), z = uniform01(keys.second, shape, dtype);
    const Array m = p[0], mm = square(m), root = sqrt(4 * m * y + mm * square(y)), x = m + mm * y / 2 - m / 2 * root;
    return where(z <= m / (m + x), x, mm / x);
  });
}

} // namespace burin::random
