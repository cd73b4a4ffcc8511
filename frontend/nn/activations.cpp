// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/activations.h"

#include "burin/create.h"
#include "burin/detail/library.h"

#include <bit>
#include <numbers>

namespace burin::nn {

namespace {

template <class Body> Array program(std::string_view name, const In &x, std::int64_t attribute, Body &&body) {
  const Array operand = x.array();
  return burin::detail::library(name, {&operand}, {attribute}, x.where(),
                                [&](std::span<const Array> in) { return body(in[0]); });
}

/// Selects in place of max and abs: at 0 the branch log(1 + exp(x)) alone has a slope, 1/2.
Array softplus_of(const Array &x) { return where(x > 0, x, zeros_like(x)) + log1p(exp(where(x > 0, -x, x))); }

Array relu6_of(const Array &x) { return where(x <= 0, zeros_like(x), where(x >= 6, full_like(x, 6), x)); }

Array elu_of(const Array &x, double alpha) {
  const Array safe = where(x > 0, zeros_like(x), x); // expm1 of large x must not reach the gradient
  return where(x > 0, x, expm1(safe) * alpha);
}

} // namespace

Array relu(const In &x) {
  return program("nn.relu", x, 0, [](const Array &v) { return where(v <= 0, zeros_like(v), v); });
}

Array leaky_relu(const In &x, double negative_slope) {
  return program("nn.leaky_relu", x, std::bit_cast<std::int64_t>(negative_slope),
                 [&](const Array &v) { return where(v >= 0, v, v * negative_slope); });
}

Array relu6(const In &x) { return program("nn.relu6", x, 0, relu6_of); }

Array elu(const In &x, double alpha) {
  return program("nn.elu", x, std::bit_cast<std::int64_t>(alpha), [&](const Array &v) { return elu_of(v, alpha); });
}

Array celu(const In &x, double alpha) {
  return program("nn.celu", x, std::bit_cast<std::int64_t>(alpha),
                 [&](const Array &v) { return maximum(v, 0) + alpha * expm1(minimum(v, 0) / alpha); });
}

Array selu(const In &x) {
  constexpr double alpha = 1.6732632423543772848170429916717, scale = 1.0507009873554804934193349852946;
  return program("nn.selu", x, 0, [](const Array &v) { return scale * elu_of(v, alpha); });
}

Array silu(const In &x) {
  return program("nn.silu", x, 0, [](const Array &v) { return v * sigmoid(v); });
}
Array swish(const In &x) { return silu(x); }

Array mish(const In &x) {
  return program("nn.mish", x, 0, [](const Array &v) { return v * tanh(softplus_of(v)); });
}

Array softplus(const In &x) { return program("nn.softplus", x, 0, softplus_of); }

Array sparse_plus(const In &x) {
  return program("nn.sparse_plus", x, 0,
                 [](const Array &v) { return where(v <= -1, zeros_like(v), where(v >= 1, v, square(v + 1) / 4)); });
}

Array squareplus(const In &x, double b) {
  return program("nn.squareplus", x, std::bit_cast<std::int64_t>(b),
                 [&](const Array &v) { return (v + sqrt(square(v) + b)) / 2; });
}

Array soft_sign(const In &x) {
  return program("nn.soft_sign", x, 0, [](const Array &v) { return v / (abs(v) + 1); });
}

Array log_sigmoid(const In &x) {
  return program("nn.log_sigmoid", x, 0, [](const Array &v) { return -softplus_of(-v); });
}

Array sparse_sigmoid(const In &x) {
  return program("nn.sparse_sigmoid", x, 0, [](const Array &v) { return 0.5 * clip(v + 1, 0, 2); });
}

Array hard_tanh(const In &x) {
  return program("nn.hard_tanh", x, 0, [](const Array &v) { return where(v > 1, 1, where(v < -1, -1, v)); });
}

Array hard_sigmoid(const In &x) {
  return program("nn.hard_sigmoid", x, 0, [](const Array &v) { return relu6_of(v + 3) / 6; });
}

Array hard_silu(const In &x) {
  return program("nn.hard_silu", x, 0, [](const Array &v) { return v * (relu6_of(v + 3) / 6); });
}
Array hard_swish(const In &x) { return hard_silu(x); }

Array log1mexp(const In &x) {
  return program("nn.log1mexp", x, 0,
                 [](const Array &v) { return where(v < std::numbers::ln2, log(-expm1(-v)), log1p(-exp(-v))); });
}

Array gelu(const In &x, bool approximate) {
  return program("nn.gelu", x, approximate, [&](const Array &v) {
    constexpr double sqrt_2_over_pi = 0.79788456080286535588;
    return approximate ? v * (0.5 * (1 + tanh(sqrt_2_over_pi * (v + 0.044715 * (v * v * v)))))
                       : v * (0.5 * (1 + erf(v * std::numbers::sqrt2 * 0.5)));
  });
}

} // namespace burin::nn
