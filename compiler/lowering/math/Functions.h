// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/Emitter.h"

/// The formulas behind VectorMath.h, for f32 and f64. Each is exact enough whether `fma` rounds once or twice.
namespace burin::lowering {

Real exp(Real x);
/// exp for |x| < 87 (f32) or 708 (f64), or NaN.
Real expOfModerate(Real x);
Real exp2(Real x);
Real expm1(Real x);
Real log(Real x);
Real log1p(Real x);
Real log2(Real x);
Real tanh(Real x);
Real logistic(Real x);
Real sin(Real x);
Real cos(Real x);
Real erf(Real x);
Real cbrt(Real x);
Real rsqrt(Real x);
Real pow(Real x, Real y);

/// sin and cos of f32 of any size, by 96 bits of 2/pi: exact where `sin` and `cos` are fast for |x| up to 10^6.
Real sinOfHuge(Real x);
Real cosOfHuge(Real x);

/// |x| = quadrant * pi/2 + r with |r| <= pi/4 (a little more where the quotient is rounded): the sine of the sum, with
/// the sign bit `sign` applied. f32.
Real sineInQuadrant(Bits quadrant, Real r, Bits sign);

/// C's rules for x^y where they differ from 2^(y log2 |x|), which is `magnitude`.
Real powAtEdges(Real x, Real y, Real magnitude);
/// f64, before those rules.
Real powOfMagnitude64(Real magnitude, Real y);

/// x 2^n, also where 2^n is not a normal number; rounds once.
Real scaled(Real x, Bits n);

} // namespace burin::lowering
