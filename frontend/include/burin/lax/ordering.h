// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <cstdint>
#include <source_location>
#include <utility>
#include <vector>

/// Primitives of order and of accumulation along an axis. ShapeError for axes that an array does not have. The order is
/// JAX's: -0 equals 0, NaN equals NaN and is greater than all numbers.
namespace burin::lax {

/// All arrays, of equal shapes, in the ascending order of the first `num_keys`, along an axis. Elements of equal keys
/// keep their order. At most 8 arrays.
std::vector<Array> sort(const std::vector<Array> &arrays, int dimension = -1, int num_keys = 1,
                        std::source_location where = std::source_location::current());

/// The k greatest elements along the last axis, descending, and their indices (i32); of equal ones the first come
/// first.
std::pair<Array, Array> top_k(const In &x, std::int64_t k);

// Results of the shape of x, from the first element on, or (reverse) from the last. f16 and bf16 accumulate in f32.
Array cumsum(const In &x, int axis = 0, bool reverse = false);
Array cumprod(const In &x, int axis = 0, bool reverse = false);
Array cummax(const In &x, int axis = 0, bool reverse = false); ///< NaN from the first NaN on
Array cummin(const In &x, int axis = 0, bool reverse = false);
/// log(cumsum(exp(x))) without overflow; floating x.
Array cumlogsumexp(const In &x, int axis = 0, bool reverse = false);
/// y[i] = factors[i] * y[i - 1] + addends[i] along an axis, where y[0] = addends[0]; equal shapes and dtypes.
Array linear_recurrence(const In &factors, const In &addends, int axis = 0, bool reverse = false);

// Reductions over `axes` (all by default) in the dtype of x. and, or, xor: bitwise, of integers or bool.
Array reduce_sum(const In &x, const Axes &axes = {});
Array reduce_prod(const In &x, const Axes &axes = {});
Array reduce_max(const In &x, const Axes &axes = {});
Array reduce_min(const In &x, const Axes &axes = {});
Array reduce_and(const In &x, const Axes &axes = {});
Array reduce_or(const In &x, const Axes &axes = {});
Array reduce_xor(const In &x, const Axes &axes = {});

} // namespace burin::lax
