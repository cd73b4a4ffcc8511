// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/row_references.h"

#include <algorithm>
#include <cmath>

namespace burin::bench {

namespace {

std::size_t width(const Array &x) { return static_cast<std::size_t>(x.shape()[1]); }
std::size_t height(const Array &x) { return static_cast<std::size_t>(x.shape()[0]); }

struct Moments {
  double mean, inverse_deviation;
};

Moments moments(const float *row, std::size_t n) {
  double sum = 0, squares = 0;
  for (std::size_t j = 0; j < n; ++j)
    sum += row[j];
  const double mean = sum / static_cast<double>(n);
  for (std::size_t j = 0; j < n; ++j)
    squares += (row[j] - mean) * (row[j] - mean);
  return {mean, 1 / std::sqrt(squares / static_cast<double>(n) + layernorm_epsilon)};
}

} // namespace

std::vector<double> softmax_reference(const Array &x) {
  const std::size_t m = height(x), n = width(x);
  std::vector<double> result(m * n);
  for (std::size_t i = 0; i < m; ++i) {
    const float *row = x.data<float>() + i * n;
    const double largest = *std::max_element(row, row + n);
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j)
      sum += result[i * n + j] = std::exp(row[j] - largest);
    for (std::size_t j = 0; j < n; ++j)
      result[i * n + j] /= sum;
  }
  return result;
}

std::vector<double> colsum_reference(const Array &x) {
  const std::size_t m = height(x), n = width(x);
  std::vector<double> result(n);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j)
      result[j] += x.data<float>()[i * n + j];
  return result;
}

std::vector<double> layernorm_reference(const Array &x, const Array &scale, const Array &bias) {
  const std::size_t m = height(x), n = width(x);
  std::vector<double> result(m * n);
  for (std::size_t i = 0; i < m; ++i) {
    const float *row = x.data<float>() + i * n;
    const auto [mean, inverse] = moments(row, n);
    for (std::size_t j = 0; j < n; ++j)
      result[i * n + j] = (row[j] - mean) * inverse * scale.data<float>()[j] + bias.data<float>()[j];
  }
  return result;
}

/// With y = normalized x and g = scale * cotangent: dx = (g - mean(g) - y mean(g y)) / deviation.
LayernormGradient layernorm_gradient_reference(const Array &x, const Array &scale, const Array &cotangent) {
  const std::size_t m = height(x), n = width(x);
  LayernormGradient gradient{std::vector<double>(m * n), std::vector<double>(n), std::vector<double>(n)};
  std::vector<double> y(n), g(n);
  for (std::size_t i = 0; i < m; ++i) {
    const float *row = x.data<float>() + i * n, *out = cotangent.data<float>() + i * n;
    const auto [mean, inverse] = moments(row, n);
    double mean_g = 0, mean_gy = 0;
    for (std::size_t j = 0; j < n; ++j) {
      y[j] = (row[j] - mean) * inverse;
      g[j] = static_cast<double>(scale.data<float>()[j]) * out[j];
      mean_g += g[j] / static_cast<double>(n);
      mean_gy += g[j] * y[j] / static_cast<double>(n);
      gradient.scale[j] += out[j] * y[j];
      gradient.bias[j] += out[j];
    }
    for (std::size_t j = 0; j < n; ++j)
      gradient.x[i * n + j] = (g[j] - mean_g - y[j] * mean_gy) * inverse;
  }
  return gradient;
}

} // namespace burin::bench
