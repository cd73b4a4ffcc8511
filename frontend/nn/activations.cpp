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

/// The shift that keeps exp finite; 0 where the maximum is infinite, so that inf - inf does not arise.
Array finite_max(const Array &x, const Axes &axes) {
  const Array largest = max(x, axes, true);
  return stop_gradient(where(isfinite(largest), largest, 0));
}

Array log_sum_exp(const Array &x, const Axes &axes, bool keepdims) {
  const Array shift = finite_max(x, axes);
  const Array result = log(sum(exp(x - shift), axes, true)) + shift;
  return keepdims ? result : squeeze(result, axes.all() ? Axes{} : axes);
}

/// The axes as one number, for keys of programs.
std::int64_t bits_of(const Axes &axes, bool keepdims) {
  std::int64_t mask = keepdims ? 1 : 0;
  if (axes.all())
    return mask | 2;
  for (std::int64_t axis : axes.list())
    mask |= std::int64_t{1} << (4 + ((axis % 60) + 60) % 60);
  return mask;
}

} // namespace

Array relu(const In &x) {
  return program("nn.relu", x, 0, [](const Array &v) { return where(v <= 0, zeros_like(v), v); });
}

Array leaky_relu(const In &x, double negative_slope) {
  return program("nn.leaky_relu", x, std::bit_cast<std::int64_t>(negative_slope),
                 [&](const Array &v) { return where(v >= 0, v, v * negative_slope); });
}

Array elu(const In &x, double alpha) {
  return program("nn.elu", x, std::bit_cast<std::int64_t>(alpha), [&](const Array &v) {
    const Array safe = where(v > 0, zeros_like(v), v); // expm1 of large v must not reach the gradient
    return where(v > 0, v, expm1(safe) * alpha);
  });
}

Array silu(const In &x) {
  return program("nn.silu", x, 0, [](const Array &v) { return v * sigmoid(v); });
}

Array softplus(const In &x) {
  return program("nn.softplus", x, 0, [](const Array &v) { return maximum(v, 0) + log1p(exp(-abs(v))); });
}

Array log_sigmoid(const In &x) {
  return program("nn.log_sigmoid", x, 0, [](const Array &v) { return minimum(v, 0) - log1p(exp(-abs(v))); });
}

Array gelu(const In &x, bool approximate) {
  return program("nn.gelu", x, approximate, [&](const Array &v) {
    constexpr double sqrt_2_over_pi = 0.79788456080286535588;
    return approximate ? v * (0.5 * (1 + tanh(sqrt_2_over_pi * (v + 0.044715 * (v * v * v)))))
                       : v * (0.5 * (1 + erf(v * std::numbers::sqrt2 * 0.5)));
  });
}

Array softmax(const In &x, int axis) {
  return program("nn.softmax", x, axis, [&](const Array &v) {
    const Array unnormalized = exp(v - finite_max(v, axis));
    return unnormalized / sum(unnormalized, axis, true);
  });
}

Array log_softmax(const In &x, int axis) {
  return program("nn.log_softmax", x, axis, [&](const Array &v) {
    const Array shifted = v - finite_max(v, axis);
    return shifted - log(sum(exp(shifted), axis, true));
  });
}

Array logsumexp(const In &x, const Axes &axes, bool keepdims) {
  return program("nn.logsumexp", x, bits_of(axes, keepdims),
                 [&](const Array &v) { return log_sum_exp(v, axes, keepdims); });
}

} // namespace burin::nn
