// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cfloat>

namespace burin::runtime {

/// 113 bits.
#if LDBL_MANT_DIG == 113
using Quad = long double;
#else
__extension__ typedef __float128 Quad;
#endif

Quad quad_pi();
/// For 1 <= x < 2^1024.
Quad quad_log(Quad x);
/// For |x| <= pi/4.
Quad quad_tan(Quad x);

} // namespace burin::runtime
