// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/losses.h"

#include "burin/create.h"
#include "burin/detail/library.h"
#include "burin/errors.h"
#include "burin/lax.h"
#include "burin/nn/activations.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/floating.h"
#include "frontend/nn/message.h"

namespace burin::nn {

namespace {

constexpr std::string_view integer_labels = "nn.softmax_cross_entropy_with_integer_labels";

void check_labels(const Array &logits, const Array &labels, std::source_location where) {
  if (!is_integer(labels.dtype()))
    throw DTypeError(message(integer_labels,
                             "labels must be integers; expected an integer dtype, got " + type_text(labels), where,
                             "For labels that are distributions use nn::softmax_cross_entropy.", "dtypeerror"));
  const std::size_t batch = logits.ndim() == 0 ? 0 : logits.ndim() - 1;
  const Shape expected(std::span<const std::int64_t>(logits.shape()).first(batch));
  if (logits.ndim() == 0 || !(labels.shape() == expected))
    throw ShapeError(message(integer_labels,
                             "labels do not fit logits of type " + type_text(logits) + "; expected labels of type " +
                                 type_text(ShapeDtype{expected, labels.dtype()}) + ", got " + type_text(labels),
                             where, "logits are (..., classes), labels (...): one integer per example.", "shapeerror"));
}

} // namespace

Array softmax_cross_entropy_with_integer_labels(const In &logits, const In &labels) {
  const Array x = logits.array(), y = labels.array();
  check_labels(x, y, logits.where());
  return burin::detail::library(integer_labels, {&x, &y}, {}, logits.where(), [](std::span<const Array> in) {
    const Array shifted = in[0] - stop_gradient(max(in[0], -1, true));
    const Array classes = lax::iota(in[1].dtype(), shifted.shape(), static_cast<int>(shifted.ndim()) - 1);
    const Array of_label = sum(where(classes == expand_dims(in[1], -1), shifted, zeros_like(shifted)), -1);
    return log(sum(exp(shifted), -1)) - of_label;
  });
}

Array softmax_cross_entropy(const In &logits, const In &labels) {
  const Array x = logits.array(), y = labels.array();
  return burin::detail::library("nn.softmax_cross_entropy", {&x, &y}, {}, logits.where(),
                                [](std::span<const Array> in) { return -sum(in[1] * log_softmax(in[0]), -1); });
}

Array sigmoid_binary_cross_entropy(const In &logits, const In &labels) {
  const Array x = logits.array(), y = labels.array();
  check_floating("nn.sigmoid_binary_cross_entropy", x, logits.where());
  return burin::detail::library("nn.sigmoid_binary_cross_entropy", {&x, &y}, {}, logits.where(),
                                [](std::span<const Array> in) {
                                  const Array p = in[1].astype(in[0].dtype());
                                  return -p * log_sigmoid(in[0]) - (1 - p) * log_sigmoid(-in[0]);
                                });
}

Array hinge_loss(const In &predictor_outputs, const In &targets) {
  const Array x = predictor_outputs.array(), y = targets.array();
  check_floating("nn.hinge_loss", x, predictor_outputs.where());
  return burin::detail::library("nn.hinge_loss", {&x, &y}, {}, predictor_outputs.where(),
                                [](std::span<const Array> in) { return maximum(0, 1 - in[0] * in[1]); });
}

Array smooth_labels(const In &labels, const In &alpha, const Axes &axes) {
  const Array x = labels.array(), weight = alpha.array();
  check_floating("nn.smooth_labels", x, labels.where());
  return burin::detail::library("nn.smooth_labels", {&x, &weight}, Attributes().axes(axes).span(), labels.where(),
                                [&](std::span<const Array> in) {
                                  const Array classes = sum(ones_like(in[0]), axes, true);
                                  return (1 - in[1]) * in[0] + in[1] / classes;
                                });
}

Array kl_divergence(const In &log_predictions, const In &targets, const Axes &axes) {
  const Array x = log_predictions.array(), y = targets.array();
  check_floating("nn.kl_divergence", x, log_predictions.where());
  return burin::detail::library("nn.kl_divergence", {&x, &y}, Attributes().axes(axes).span(), log_predictions.where(),
                                [&](std::span<const Array> in) {
                                  const Array none_left = in[1] == 0;
                                  const Array logarithm = log(where(none_left, ones_like(in[1]), in[1]));
                                  return sum(in[1] * (logarithm - in[0]), axes);
                                });
}

} // namespace burin::nn
