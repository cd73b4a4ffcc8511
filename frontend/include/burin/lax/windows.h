// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/lax/padding.h"

#include <cstdint>
#include <vector>

/// Reductions over windows, as jax.lax has them. Empty lists are ones.
namespace burin::lax {

struct WindowOptions {
  std::vector<std::int64_t> window_dimensions; ///< one extent per axis
  std::vector<std::int64_t> window_strides{};
  Padding padding{}; ///< rules see the extents without gaps, as JAX's do
  std::vector<std::int64_t> base_dilation{}, window_dilation{};
};

enum class WindowReduction { sum, prod, max, min };

/// One element per window, of x's dtype. Padding adds nothing, multiplies by one, or loses. sum and prod: numbers; max
/// and min: bool, too. The gradient of max and min goes to the first of equal elements. Throws ShapeError, DTypeError.
Array reduce_window_sum(const In &x, const WindowOptions &options);
Array reduce_window_prod(const In &x, const WindowOptions &options);
Array reduce_window_max(const In &x, const WindowOptions &options);
Array reduce_window_min(const In &x, const WindowOptions &options);

/// The same where padding is `init`, a scalar, and so is what every window starts with.
Array reduce_window(const In &x, const In &init, WindowReduction reduction, const WindowOptions &options);

} // namespace burin::lax
