// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/ops.h"

/// Elementwise unless said; names and conventions of jax.nn.
namespace burin::nn {

Array relu(const In &x); ///< max(x, 0); derivative 0 at 0
Array leaky_relu(const In &x, double negative_slope = 0.01);
Array elu(const In &x, double alpha = 1.0);
Array silu(const In &x);        ///< x sigmoid(x)
Array softplus(const In &x);    ///< log(1 + exp(x))
Array log_sigmoid(const In &x); ///< -softplus(-x)
/// x times the normal distribution function (Hendrycks and Gimpel 2016), by its approximation with tanh or exactly, by
/// erf.
Array gelu(const In &x, bool approximate = true);

/// Along one axis; the maximum is subtracted first.
Array softmax(const In &x, int axis = -1);
Array log_softmax(const In &x, int axis = -1);
/// log(sum(exp(x))) over the axes, all by default.
Array logsumexp(const In &x, const Axes &axes = {}, bool keepdims = false);

} // namespace burin::nn
