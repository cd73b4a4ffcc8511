// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/ops.h"

/// Elementwise unless said; names, defaults and derivatives of jax.nn.
namespace burin::nn {

Array relu(const In &x);  ///< max(x, 0); derivative 0 at 0
Array relu6(const In &x); ///< min(max(x, 0), 6); derivative 0 at 0 and at 6
Array leaky_relu(const In &x, double negative_slope = 0.01);
Array elu(const In &x, double alpha = 1.0);
Array celu(const In &x, double alpha = 1.0); ///< Barron 2017
Array selu(const In &x);                     ///< Klambauer et al. 2017
Array silu(const In &x);                     ///< x sigmoid(x)
Array swish(const In &x);                    ///< the same
Array mish(const In &x);                     ///< x tanh(softplus(x)); Misra 2019
Array softplus(const In &x);                 ///< log(1 + exp(x))
Array sparse_plus(const In &x);              ///< 0 below -1, x above 1, (x + 1)^2 / 4 between
Array squareplus(const In &x, double b = 4); ///< (x + sqrt(x^2 + b)) / 2
Array soft_sign(const In &x);                ///< x / (1 + |x|)
Array log_sigmoid(const In &x);              ///< -softplus(-x)
Array sparse_sigmoid(const In &x);           ///< (x + 1) / 2, cut at 0 and 1
Array hard_tanh(const In &x);                ///< x, cut at -1 and 1
Array hard_sigmoid(const In &x);             ///< relu6(x + 3) / 6
Array hard_silu(const In &x);                ///< x hard_sigmoid(x)
Array hard_swish(const In &x);               ///< the same
Array log1mexp(const In &x);                 ///< log(1 - exp(-x)) of x > 0; Maechler 2012
using burin::sigmoid;
/// x times the normal distribution function (Hendrycks and Gimpel 2016), by its approximation with tanh or exactly, by
/// erf.
Array gelu(const In &x, bool approximate = true);
/// Half of the axis times sigmoid of the other half; Dauphin et al. 2016. ShapeError for an odd extent.
Array glu(const In &x, int axis = -1);

/// Along the axes; the maximum is subtracted first. Where `where` (bool) is false, the result is 0, and -infinity of
/// log_softmax.
Array softmax(const In &x, const Axes &axes = -1, const Array &where = {});
Array log_softmax(const In &x, const Axes &axes = -1, const Array &where = {});
using burin::logsumexp;
/// log(mean(exp(x))).
Array logmeanexp(const In &x, const Axes &axes = {}, bool keepdims = false, const Array &where = {});

struct StandardizeOptions {
  Array mean{}, variance{}; ///< with axes of extent 1, when they are known
  double epsilon = 1e-5;
  Array where{};
};
/// (x - mean) / sqrt(variance + epsilon) along the axes; the variance is E[x^2] - E[x]^2, cut at 0.
Array standardize(const In &x, const Axes &axes = -1, const StandardizeOptions &options = {});

} // namespace burin::nn
