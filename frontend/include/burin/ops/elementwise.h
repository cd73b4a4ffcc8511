// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <optional>

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
Array tanh(const In &x);
Array logistic(const In &x); ///< 1 / (1 + exp(-x))
Array sigmoid(const In &x);  ///< the same
Array log10(const In &x);
/// log(exp(x) + exp(y)) without overflow; -infinity stands for the logarithm of 0.
Array logaddexp(const In &x, const In &y);
/// The same to base 2.
Array logaddexp2(const In &x, const In &y);
Array absolute(const In &x); ///< abs
Array fabs(const In &x);     ///< abs of a floating number
Array isfinite(const In &x);
Array isnan(const In &x);
Array isinf(const In &x);
Array isposinf(const In &x);
Array isneginf(const In &x);
Array signbit(const In &x); ///< bool: negative, -0 and negative NaN included
/// |x| with the sign of y.
Array copysign(const In &x, const In &y);
/// 0 below 0, 1 above, y at 0.
Array heaviside(const In &x, const In &y);
/// Numbers in place of NaN and infinities; without `posinf` and `neginf` these become the greatest finite numbers.
Array nan_to_num(const In &x, double nan = 0, std::optional<double> posinf = {}, std::optional<double> neginf = {});
Array bitwise_count(const In &x); ///< u8: bits that are 1 in |x|
Array reciprocal(const In &x);
/// min(max(x, low), high); at a bound that x equals, the gradient is shared in halves (lax::clamp gives it none).
Array clip(const In &x, const In &low, const In &high);
Array where(const In &condition, const In &on_true, const In &on_false);
/// x, with derivative zero.
Array stop_gradient(const In &x);

} // namespace burin
