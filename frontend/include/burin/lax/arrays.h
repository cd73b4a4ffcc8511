// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/create.h"
#include "burin/ops.h"

#include <cstdint>
#include <optional>
#include <source_location>
#include <vector>

/// jax.lax's names of functions that NumPy's names have too. Like those they broadcast and promote, which jax.lax does
/// not.
namespace burin::lax {

using burin::abs, burin::add, burin::cos, burin::erf, burin::exp, burin::exp2, burin::expm1, burin::floor;
using burin::argmax, burin::argmin, burin::expand_dims, burin::full, burin::full_like, burin::reshape, burin::sin;
using burin::cbrt, burin::integer_pow, burin::log, burin::log1p, burin::logistic, burin::pow, burin::rsqrt, burin::sign;
using burin::nextafter, burin::sqrt, burin::square, burin::squeeze, burin::stop_gradient, burin::tanh, burin::transpose;

inline Array sub(const In &x, const In &y) { return subtract(x, y); }
inline Array mul(const In &x, const In &y) { return multiply(x, y); }
inline Array div(const In &x, const In &y) { return divide(x, y); }
inline Array neg(const In &x) { return negative(x); }
inline Array max(const In &x, const In &y) { return maximum(x, y); }
inline Array min(const In &x, const In &y) { return minimum(x, y); }
inline Array eq(const In &x, const In &y) { return x == y; }
inline Array ne(const In &x, const In &y) { return x != y; }
inline Array lt(const In &x, const In &y) { return x < y; }
inline Array le(const In &x, const In &y) { return x <= y; }
inline Array gt(const In &x, const In &y) { return x > y; }
inline Array ge(const In &x, const In &y) { return x >= y; }
inline Array is_finite(const In &x) { return isfinite(x); }

inline Array select(const In &which, const In &on_true, const In &on_false) { return where(which, on_true, on_false); }
inline Array convert_element_type(const In &x, DType dtype) { return x.array().astype(dtype, x.where()); }
inline Array rev(const In &x, const Axes &dimensions) { return flip(x, dimensions); }
inline Array concatenate(const std::vector<Array> &arrays, int dimension,
                         std::source_location where = std::source_location::current()) {
  return burin::concatenate(arrays, dimension, where);
}
/// New leading axes of these extents.
Array broadcast(const In &x, const Shape &sizes);
/// x[start, limit) along one axis; negative numbers count from the end, none is the end.
Array slice_in_dim(const In &x, std::int64_t start, std::optional<std::int64_t> limit, std::int64_t stride = 1,
                   int axis = 0);
Array index_in_dim(const In &x, std::int64_t index, int axis = 0, bool keepdims = true);

} // namespace burin::lax
