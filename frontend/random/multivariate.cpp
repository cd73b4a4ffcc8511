// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/linalg.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"
#include "frontend/random/draw.h"

#include <algorithm>
#include <string>

namespace burin::random {

namespace {

constexpr std::string_view name = "random.multivariate_normal";

Shape without_last(const Shape &shape, std::size_t count) {
  return Shape(std::span<const std::int64_t>(shape).first(shape.ndim() - count));
}

void check_vectors(const Shape &mean, const Shape &cov, std::source_location where) {
  const bool exist = mean.ndim() >= 1 && cov.ndim() >= 2;
  if (!exist || cov[cov.ndim() - 1] != mean.back() || cov[cov.ndim() - 2] != mean.back())
    throw ShapeError(nn::message(name,
                                 "the mean and the covariances do not fit; expected shapes that end with (n) and "
                                 "(n, n), got " +
                                     mean.str() + " and " + cov.str(),
                                 where, "The covariance of n numbers is a matrix of n rows and columns.",
                                 "shapeerror"));
}

/// Extents of 1 give way; whether the others are equal is not looked at.
Shape together(const Shape &a, const Shape &b) {
  Shape shape = a.ndim() >= b.ndim() ? a : b;
  const Shape &other = a.ndim() >= b.ndim() ? b : a;
  const std::size_t front = shape.ndim() - other.ndim();
  for (std::size_t i = 0; i < other.ndim(); ++i)
    if (shape[front + i] == 1)
      shape[front + i] = other[i];
  return shape;
}

DType common_dtype(const Array &a, const Array &b) {
  const DType x = is_floating(a.dtype()) ? a.dtype() : b.dtype(), y = is_floating(b.dtype()) ? b.dtype() : x;
  if (!is_floating(x))
    return f32;
  return x == y ? x : x == f64 || y == f64 ? f64 : f32;
}

} // namespace

Array multivariate_normal(const Array &key, const In &mean, const In &cov, const MultivariateOptions &options) {
  const Array means = mean.array(), covariances = cov.array();
  check_vectors(means.shape(), covariances.shape(), mean.where());
  const Shape of_means = without_last(means.shape(), 1), of_covariances = without_last(covariances.shape(), 2);
  Shape shape = options.shape.value_or(together(of_means, of_covariances));
  check_parameter(name, of_means, shape, mean.where());
  check_parameter(name, of_covariances, shape, mean.where());
  shape.push_back(means.shape().back());
  const DType common = common_dtype(means, covariances), dtype = options.dtype.value_or(common);
  check_dtype(name, dtype, floating_dtypes, mean.where());
  return draw(name, key, {&means, &covariances}, shape, dtype, mean.where(), [&](std::span<const Array> in) {
    const Array factor = linalg::cholesky(in[2].astype(common));
    const Array noise = einsum("...ij,...j->...i", {factor, normal_numbers(in[0], shape, dtype)});
    return in[1].astype(common) + noise;
  });
}

} // namespace burin::random
