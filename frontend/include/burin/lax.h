// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/lax/arrays.h"
#include "burin/lax/computations.h"
#include "burin/lax/control_flow.h"
#include "burin/lax/convolution.h"
#include "burin/lax/indexing.h"
#include "burin/lax/linalg.h"
#include "burin/lax/ordering.h"
#include "burin/lax/windows.h"
#include "burin/ops.h"

#include <cstdint>
#include <source_location>
#include <utility>
#include <vector>

/// Structured primitives, close to the array dialect.
namespace burin::lax {

struct DotDimensions {
  std::vector<std::int64_t> lhs_contract{}, rhs_contract{}, lhs_batch{}, rhs_batch{};
};

/// Result axes: batch, free of lhs, free of rhs.
Array dot_general(const In &lhs, const In &rhs, const DotDimensions &dimensions);

/// The block cipher of Salmon et al. 2011, 20 rounds, elementwise on u32.
std::pair<Array, Array> threefry2x32(const In &k0, const In &k1, const In &x0, const In &x1);

Array iota(DType dtype, const Shape &shape, int dimension,
           std::source_location where = std::source_location::current());
Array broadcast_in_dim(const In &x, const Shape &shape, const std::vector<std::int64_t> &dimensions);
Array slice(const In &x, const std::vector<std::int64_t> &start, const std::vector<std::int64_t> &limit,
            const std::vector<std::int64_t> &strides = {});
/// Negative widths remove elements; interior elements stand between neighbours.
Array pad(const In &x, const In &value, const std::vector<std::int64_t> &low, const std::vector<std::int64_t> &high,
          const std::vector<std::int64_t> &interior = {});
Array shift_right_logical(const In &x, const In &y);
Array rem(const In &x, const In &y); ///< sign of x

/// min(max(x, min), max) in the dtype of x; bounds are broadcast. The derivative in x is 1 strictly between the bounds
/// and 0 elsewhere (JAX's lax.clamp), that of a bound 1 where it is the result.
Array clamp(const In &min, const In &x, const In &max);
enum class RoundingMethod { away_from_zero, to_nearest_even };
/// Floating numbers to integers; the method is for ties.
Array round(const In &x, RoundingMethod method = RoundingMethod::away_from_zero);
/// The same bits as another dtype; neither is bool. To a dtype k times narrower, a last axis of extent k is added; to
/// one k times wider, it is removed. The least significant part comes first (StableHLO's bitcast_convert).
Array bitcast_convert_type(const In &x, DType dtype);
/// x as a floating format of so many bits would hold it (StableHLO's reduce_precision): rounded to the nearest even,
/// infinite where too large, 0 where subnormal. UnsupportedError unless exponent_bits >= 1 and mantissa_bits >= 0.
Array reduce_precision(const In &x, int exponent_bits, int mantissa_bits);
Array population_count(const In &x); ///< of an integer's bits
Array clz(const In &x);              ///< zeros above an integer's highest 1
Array lgamma(const In &x);           ///< gammaln
Array digamma(const In &x);
Array polygamma(int n, const In &x);
Array erf_inv(const In &x); ///< erfinv

/// x; neither common subexpressions nor fusion nor reordering cross it.
Array optimization_barrier(const In &x);

} // namespace burin::lax
