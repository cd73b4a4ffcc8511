// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

namespace burin::runtime {

/// The derivative of lgamma of order + 1; order 0 is digamma. At the poles 0, -1, -2... NaN for even orders and
/// infinite for odd ones. Slow, and right to 2^-58 for every x that is an f64: where terms cancel it computes with 113
/// bits.
long double polygamma(std::int64_t order, long double x);

} // namespace burin::runtime

extern "C" long double burin_polygamma(long double x, std::int64_t order);
