// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// Functions of one element.
namespace burin {

// Elementwise; integers are computed as f32 where the function is not defined on them.
Array negative(const In &x);
Array abs(const In &x); ///< derivative +1 at 0
Array sign(const In &x);
Array square(const In &x);
Array exp(const In &x);
Array exp2(const In &x);
Array expm1(const In &x); ///< exp(x) - 1, exact also near 0
Array log(const In &x);
Array log1p(const In &x); ///< log(1 + x), exact also near 0
Array log2(const In &x);
Array sqrt(const In &x);
Array rsqrt(const In &x); ///< 1 / sqrt(x)
Array cbrt(const In &x);  ///< real cube root, also of x < 0
Array erf(const In &x);   ///< error function (jax.scipy.special.erf)
Array sin(const In &x);
Array cos(const In &x);
Array tanh(const In &x);
Array logistic(const In &x); ///< 1 / (1 + exp(-x))
Array sigmoid(const In &x);  ///< the same
Array floor(const In &x);
Array isfinite(const In &x);
Array isnan(const In &x);
Array reciprocal(const In &x);
Array clip(const In &x, const In &low, const In &high);
Array where(const In &condition, const In &on_true, const In &on_false);
/// x, with derivative zero.
Array stop_gradient(const In &x);

} // namespace burin
