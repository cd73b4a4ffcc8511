// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

/// Contractions.
namespace burin {

// Products. f16 and bf16 accumulate in f32.
Array dot(const In &x, const In &y);
Array matmul(const In &x, const In &y); ///< NumPy's rules: leading axes are batches and broadcast
Array tensordot(const In &x, const In &y, int axes = 2);
Array tensordot(const In &x, const In &y, const Axes &x_axes, const Axes &y_axes);
Array outer(const In &x, const In &y);

} // namespace burin
