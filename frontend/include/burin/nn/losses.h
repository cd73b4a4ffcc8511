// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"
#include "burin/in.h"

/// Names and conventions of Optax: a loss per example or element, which the caller averages; mse alone is a mean.
/// DTypeError for logits and predictions that are not floating. Where predictions and targets are subtracted,
/// ShapeError unless their shapes are equal or the targets are one number.
namespace burin::nn {

/// logits [..., classes], labels [...] of an integer dtype in [0, classes) -> [...]:
/// -log softmax(logits)[label]. ShapeError and DTypeError otherwise.
Array softmax_cross_entropy_with_integer_labels(const In &logits, const In &labels);

/// logits and labels [..., classes], labels a distribution -> [...].
Array softmax_cross_entropy(const In &logits, const In &labels);

/// -labels log(p) - (1 - labels) log(1 - p) with p = sigmoid(logits), for each element; labels are probabilities, of
/// any dtype.
Array sigmoid_binary_cross_entropy(const In &logits, const In &labels);

/// max(0, 1 - predictor_outputs targets) for each element; targets are -1 or 1.
Array hinge_loss(const In &predictor_outputs, const In &targets);

/// One-hot labels with alpha of their weight spread over all classes, which stand along the axes: (1 - alpha) labels +
/// alpha / classes. Mueller et al. 2019.
Array smooth_labels(const In &labels, const In &alpha, const Axes &axes = -1);

/// sum(targets (log(targets) - log_predictions)) along the axes; 0 where a target is 0.
Array kl_divergence(const In &log_predictions, const In &targets, const Axes &axes = -1);

/// (predictions - targets)^2 for each element.
Array squared_error(const In &predictions, const In &targets = 0);
/// Half of squared_error.
Array l2_loss(const In &predictions, const In &targets = 0);
/// l2_loss up to an error of delta, from there on straight; Huber 1964. Its gradient is that of l2_loss, cut at
/// +-delta.
Array huber_loss(const In &predictions, const In &targets = 0, double delta = 1);
/// log(cosh(predictions - targets)): near x^2 / 2 for small errors, |x| - log(2) for large ones.
Array log_cosh(const In &predictions, const In &targets = 0);
/// The cosine of the angle between vectors along the axes; squares of their lengths count as `epsilon` at least.
Array cosine_similarity(const In &predictions, const In &targets, double epsilon = 0, const Axes &axes = -1);
/// 1 - cosine_similarity.
Array cosine_distance(const In &predictions, const In &targets, double epsilon = 0, const Axes &axes = -1);

/// mean((prediction - target)^2), a scalar.
Array mse(const In &prediction, const In &target);

} // namespace burin::nn
