// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

/// From many elements one.
namespace burin {

// Reductions over `axes` (all by default). bool and short integers are summed and multiplied as 32-bit integers.
Array sum(const In &x, const Axes &axes = {}, bool keepdims = false);
Array mean(const In &x, const Axes &axes = {}, bool keepdims = false);
Array prod(const In &x, const Axes &axes = {}, bool keepdims = false);
Array var(const In &x, const Axes &axes = {}, bool keepdims = false);
Array max(const In &x, const Axes &axes = {}, bool keepdims = false);
Array min(const In &x, const Axes &axes = {}, bool keepdims = false);
Array any(const In &x, const Axes &axes = {}, bool keepdims = false);
Array all(const In &x, const Axes &axes = {}, bool keepdims = false);
/// Index (i32) of the first extreme; NaN counts as the extreme. Without an axis: in the flattened array.
Array argmax(const In &x);
Array argmax(const In &x, int axis, bool keepdims = false);
Array argmin(const In &x);
Array argmin(const In &x, int axis, bool keepdims = false);

} // namespace burin
