// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/mlp_reference.h"

#include "tools/bench/reference.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace burin::bench {

namespace {

using Doubles = std::vector<double>;

Doubles doubles(const Array &a) { return Doubles(a.data<float>(), a.data<float>() + a.size()); }

struct Dense {
  Doubles kernel, bias;
  std::size_t in, out;

  explicit Dense(const nn::Linear &layer)
      : kernel(doubles(layer.kernel)), bias(doubles(layer.bias)), in(static_cast<std::size_t>(layer.kernel.shape()[0])),
        out(bias.size()) {}

  Doubles operator()(const Doubles &x, std::size_t batch) const {
    Doubles z(batch * out);
    for (std::size_t i = 0; i < batch; ++i) {
      std::copy(bias.begin(), bias.end(), z.begin() + static_cast<std::ptrdiff_t>(i * out));
      for (std::size_t k = 0; k < in; ++k)
        for (std::size_t j = 0; j < out; ++j)
          z[i * out + j] += x[i * in + k] * kernel[k * out + j];
    }
    return z;
  }

  Doubles input_gradient(const Doubles &dz, std::size_t batch) const {
    Doubles dx(batch * in);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t k = 0; k < in; ++k)
        for (std::size_t j = 0; j < out; ++j)
          dx[i * in + k] += dz[i * out + j] * kernel[k * out + j];
    return dx;
  }

  Doubles kernel_gradient(const Doubles &x, const Doubles &dz, std::size_t batch) const {
    Doubles gradient(in * out);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t k = 0; k < in; ++k)
        for (std::size_t j = 0; j < out; ++j)
          gradient[k * out + j] += x[i * in + k] * dz[i * out + j];
    return gradient;
  }

  Doubles bias_gradient(const Doubles &dz, std::size_t batch) const {
    Doubles gradient(out);
    for (std::size_t i = 0; i < batch; ++i)
      for (std::size_t j = 0; j < out; ++j)
        gradient[j] += dz[i * out + j];
    return gradient;
  }
};

constexpr double sqrt_2_over_pi = 0.79788456080286535588, cubic = 0.044715;

double gelu(double z) { return z * 0.5 * (1 + std::tanh(sqrt_2_over_pi * (z + cubic * z * z * z))); }

double gelu_derivative(double z) {
  const double t = std::tanh(sqrt_2_over_pi * (z + cubic * z * z * z));
  return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * sqrt_2_over_pi * (1 + 3 * cubic * z * z);
}

/// Mean cross entropy; `logits` become its gradient.
double cross_entropy(Doubles &logits, const Array &labels, std::size_t batch) {
  const std::size_t classes = logits.size() / batch;
  double loss = 0;
  for (std::size_t i = 0; i < batch; ++i) {
    double *row = logits.data() + i * classes;
    const auto label = static_cast<std::size_t>(labels.data<std::int32_t>()[i]);
    const double largest = *std::max_element(row, row + classes);
    double sum = 0;
    for (std::size_t j = 0; j < classes; ++j)
      sum += std::exp(row[j] - largest);
    loss += std::log(sum) + largest - row[label];
    for (std::size_t j = 0; j < classes; ++j)
      row[j] = (std::exp(row[j] - largest) / sum - (j == label)) / static_cast<double>(batch);
  }
  return loss / static_cast<double>(batch);
}

/// The whole update, not each element, is compared: parameters are rounded to f32 after it.
void require_update(const std::string &workload, const Array &before, const Array &after, const Doubles &gradient) {
  double difference = 0, size = 0, parameters = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double expected = -0.01 * gradient[i];
    const double got = static_cast<double>(after.data<float>()[i]) - before.data<float>()[i];
    difference += (got - expected) * (got - expected);
    size += expected * expected;
    parameters += static_cast<double>(before.data<float>()[i]) * before.data<float>()[i];
  }
  constexpr double rounding = 6e-8; // f32, half an ulp
  if (!(std::sqrt(difference) <= 1e-3 * std::sqrt(size) + rounding * std::sqrt(parameters)))
    throw std::runtime_error(workload + ": wrong update of a parameter, off by " +
                             std::to_string(std::sqrt(difference)) + "; expected one of size " +
                             std::to_string(std::sqrt(size)));
}

} // namespace

void require_sgd_step(const std::string &workload, const MlpProblem &before, const Mlp &after, double loss) {
  const auto batch = static_cast<std::size_t>(before.x.shape()[0]);
  const std::vector<Dense> layers(before.model.layers.begin(), before.model.layers.end());
  std::vector<Doubles> inputs{doubles(before.x)}, sums;
  for (const Dense &layer : layers) {
    sums.push_back(layer(inputs.back(), batch));
    inputs.push_back(sums.back());
    std::transform(inputs.back().begin(), inputs.back().end(), inputs.back().begin(), gelu);
  }
  Doubles dz = sums.back();
  require_close(workload, loss, cross_entropy(dz, before.labels, batch), 1e-5);
  for (std::size_t i = layers.size(); i-- > 0;) {
    const nn::Linear &old = before.model.layers[i], &updated = after.layers[i];
    require_update(workload, old.kernel, updated.kernel, layers[i].kernel_gradient(inputs[i], dz, batch));
    require_update(workload, old.bias, updated.bias, layers[i].bias_gradient(dz, batch));
    if (i == 0)
      break;
    dz = layers[i].input_gradient(dz, batch);
    for (std::size_t j = 0; j < dz.size(); ++j)
      dz[j] *= gelu_derivative(sums[i - 1][j]);
  }
}

} // namespace burin::bench
