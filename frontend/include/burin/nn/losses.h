// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

namespace burin::nn {

/// logits [..., classes], labels [...] of an integer dtype in [0, classes) -> [...]: -log
/// softmax(logits)[label], a loss per example. ShapeError and DTypeError otherwise. Optax's function of this
/// name.
Array softmax_cross_entropy_with_integer_labels(const In &logits, const In &labels);

/// logits and labels [..., classes], labels a distribution -> [...].
Array softmax_cross_entropy(const In &logits, const In &labels);

/// mean((prediction - target)^2), a scalar.
Array mse(const In &prediction, const In &target);

} // namespace burin::nn
