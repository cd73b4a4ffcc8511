// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/rnn.h"

#include "burin/burin.h"
#include "tools/bench/measure.h"
#include "tools/bench/reference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace burin::bench {

namespace {

constexpr std::size_t times = 256, batch = 32, width = 128, numbers = batch * width;

struct Rnn {
  Array input, hidden, bias;
};

Array mean_square(const Rnn &model, const Array &xs) {
  const auto step = [&](const Array &h, const Array &x) {
    const Array next = tanh(matmul(x, model.input) + matmul(h, model.hidden) + model.bias);
    return std::pair{next, next};
  };
  return mean(square(lax::scan(step, zeros({std::int64_t(batch), std::int64_t(width)}), xs).second));
}

using Doubles = std::vector<double>;

Doubles doubles(const Array &a) { return Doubles(a.data<float>(), a.data<float>() + a.size()); }

/// out += x w, of `batch` rows.
void add_product(double *out, const double *x, const Doubles &w) {
  for (std::size_t i = 0; i < batch; ++i)
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t j = 0; j < width; ++j)
        out[i * width + j] += x[i * width + k] * w[k * width + j];
}
/// dw += x^T dz.
void add_kernel_gradient(Doubles &dw, const double *x, const Doubles &dz) {
  for (std::size_t i = 0; i < batch; ++i)
    for (std::size_t k = 0; k < width; ++k)
      for (std::size_t j = 0; j < width; ++j)
        dw[k * width + j] += x[i * width + k] * dz[i * width + j];
}

Doubles transposed(const Doubles &w) {
  Doubles t(w.size());
  for (std::size_t k = 0; k < width; ++k)
    for (std::size_t j = 0; j < width; ++j)
      t[j * width + k] = w[k * width + j];
  return t;
}

struct Gradients {
  Doubles input, hidden, bias;
};

/// Back through time in plain f64 loops.
Gradients reference(const Rnn &model, const Array &xs) {
  const Doubles x = doubles(xs), input = doubles(model.input), hidden = doubles(model.hidden),
                bias = doubles(model.bias), back = transposed(hidden);
  Doubles h((times + 1) * numbers);
  for (std::size_t t = 0; t < times; ++t) {
    double *next = h.data() + (t + 1) * numbers;
    for (std::size_t i = 0; i < numbers; ++i)
      next[i] = bias[i % width];
    add_product(next, x.data() + t * numbers, input);
    add_product(next, h.data() + t * numbers, hidden);
    std::transform(next, next + numbers, next, [](double z) { return std::tanh(z); });
  }
  Gradients gradients{Doubles(width * width), Doubles(width * width), Doubles(width)};
  Doubles dh(numbers), dz(numbers);
  for (std::size_t t = times; t-- > 0;) {
    const double *now = h.data() + (t + 1) * numbers;
    for (std::size_t i = 0; i < numbers; ++i) {
      dz[i] = (dh[i] + 2 * now[i] / (times * numbers)) * (1 - now[i] * now[i]);
      gradients.bias[i % width] += dz[i];
    }
    add_kernel_gradient(gradients.input, x.data() + t * numbers, dz);
    add_kernel_gradient(gradients.hidden, now - numbers, dz);
    dh.assign(numbers, 0);
    add_product(dh.data(), dz.data(), back);
  }
  return gradients;
}

/// The whole gradient, not each element, is compared: elements cancel.
void require_gradient(const Array &got, const Doubles &expected) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference += std::pow(got.data<float>()[i] - expected[i], 2);
    size += expected[i] * expected[i];
  }
  if (!(std::sqrt(difference) <= 1e-4 * std::sqrt(size)))
    throw std::runtime_error("rnn_grad_256: wrong gradient, off by " + std::to_string(std::sqrt(difference / size)) +
                             " of its size");
}

} // namespace

double rnn_grad() {
  const float scale = 0.7f / std::sqrt(float(width));
  const Rnn model{normals({width, width}, 1) * scale, normals({width, width}, 2) * scale, normals({width}, 3) * 0.1f};
  const Array xs = normals({times, batch, width}, 4);
  const auto gradient = jit(grad(mean_square));
  const Rnn got = gradient(model, xs);
  const Gradients expected = reference(model, xs);
  require_gradient(got.input, expected.input);
  require_gradient(got.hidden, expected.hidden);
  require_gradient(got.bias, expected.bias);
  return 1e3 * least_seconds([&] { gradient(model, xs); });
}

} // namespace burin::bench
