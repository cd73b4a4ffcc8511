// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

/// The special functions that C's library has not, slow and in long double: what `evaluate` says.
namespace burin::ir {

/// The inverse of erf: NaN outside [-1, 1], infinite at its ends.
long double referenceErfInv(long double x);
/// The derivative of lgamma: NaN at 0, -1, -2...
long double referenceDigamma(long double x);
/// Its derivative of order 1 or more: infinite (odd) or NaN (even order) at 0, -1, -2...
long double referencePolygamma(int64_t order, long double x);

} // namespace burin::ir
