// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/nn/losses.h"
#include "burin/ops.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/floating.h"
#include "frontend/nn/message.h"

#include <bit>
#include <numbers>

namespace burin::nn {

namespace {

/// f(predictions - targets, options) as one program.
template <class F>
Array of_errors(std::string_view op, const In &predictions, const In &targets, const Attributes &attributes, F f) {
  const Array x = predictions.array(), y = targets.array();
  check_floating(op, x, predictions.where());
  if (y.ndim() != 0 && y.shape() != x.shape())
    throw ShapeError(message(
        op, "predictions and targets have different shapes; expected " + x.shape().str() + ", got " + y.shape().str(),
        predictions.where(), "Shapes that only broadcast give a loss of all pairs: reshape one of them.",
        "shapeerror"));
  return burin::detail::library(op, {&x, &y}, attributes.span(), predictions.where(),
                                [&](std::span<const Array> in) { return f(in[0] - in[1]); });
}

Array unit(const Array &x, double epsilon, const Axes &axes) {
  return x / sqrt(maximum(sum(square(x), axes, true), epsilon));
}

Array cosine(std::string_view op, const In &predictions, const In &targets, double epsilon, const Axes &axes,
             Array (*of)(const Array &)) {
  const Array x = predictions.array(), y = targets.array();
  check_floating(op, x, predictions.where());
  check_floating(op, y, targets.where());
  Attributes attributes;
  attributes.axes(axes).number(std::bit_cast<std::int64_t>(epsilon));
  return burin::detail::library(op, {&x, &y}, attributes.span(), predictions.where(), [&](std::span<const Array> in) {
    return of(sum(unit(in[0], epsilon, axes) * unit(in[1], epsilon, axes), axes));
  });
}

} // namespace

Array mse(const In &prediction, const In &target) {
  return of_errors("nn.mse", prediction, target, {}, [](const Array &error) { return mean(square(error)); });
}

Array squared_error(const In &predictions, const In &targets) {
  return of_errors("nn.squared_error", predictions, targets, {}, [](const Array &error) { return square(error); });
}

Array l2_loss(const In &predictions, const In &targets) {
  return of_errors("nn.l2_loss", predictions, targets, {}, [](const Array &error) { return 0.5 * square(error); });
}

Array huber_loss(const In &predictions, const In &targets, double delta) {
  Attributes attributes;
  attributes.number(std::bit_cast<std::int64_t>(delta));
  return of_errors("nn.huber_loss", predictions, targets, attributes, [&](const Array &error) {
    const Array size = abs(error), bounded = minimum(size, delta);
    return 0.5 * square(bounded) + delta * (size - bounded); // max(size - delta, 0) would double the slope at delta
  });
}

Array log_cosh(const In &predictions, const In &targets) {
  return of_errors("nn.log_cosh", predictions, targets, {},
                   [](const Array &error) { return logaddexp(error, -error) - std::numbers::ln2; });
}

Array cosine_similarity(const In &predictions, const In &targets, double epsilon, const Axes &axes) {
  return cosine("nn.cosine_similarity", predictions, targets, epsilon, axes, [](const Array &x) { return x; });
}

Array cosine_distance(const In &predictions, const In &targets, double epsilon, const Axes &axes) {
  return cosine("nn.cosine_distance", predictions, targets, epsilon, axes, [](const Array &x) { return 1 - x; });
}

} // namespace burin::nn
