// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

/// Special functions (jax.scipy.special). Integers are computed as f32.
namespace burin {

Array erf(const In &x);    ///< error function
Array erfc(const In &x);   ///< 1 - erf(x), exact also where it is tiny
Array erfinv(const In &x); ///< inverse of erf; NaN outside [-1, 1]
/// log |gamma(x)|; infinity at 0, -1, -2...
Array gammaln(const In &x);
/// The derivative of gammaln; NaN at 0, -1, -2...
Array digamma(const In &x);
/// The derivative of digamma of order n; UnsupportedError unless 0 <= n <= 32, where 0 is digamma itself.
Array polygamma(int n, const In &x);

} // namespace burin
