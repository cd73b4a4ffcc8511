// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/Words.h"

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
Real tan(Real x);
Real asin(Real x);
Real acos(Real x);
Real atan(Real x);
Real atan2(Real y, Real x);
Real sinh(Real x);
Real cosh(Real x);
Real asinh(Real x);
Real acosh(Real x);
Real atanh(Real x);
Real erfc(Real x);
Real erfInv(Real x);
Real lgamma(Real x);
Real digamma(Real x);
Real polygamma(Real x, int64_t order);

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

/// mantissa 2^n, which may be beyond the range of numbers. f64.
struct ScaledWords {
  Words mantissa;
  Bits n;
};
/// e^x, clamped beyond the range of e^x / 2. f64.
ScaledWords expInWords(Words x);
/// log(x) to 2^-57 for finite x > 0; what it is elsewhere the caller replaces. f64.
Words logInWords(Words x);
/// log(1 + x) where what rounding took from x is known.
Real log1p(Words x);

/// erf for 0 <= x < 1. f64.
Words erfOfSmall(Real x);
/// factor pi.
Words piTimes(double factor, Real like);
/// sin(pi x) and cos(pi x) for |x| <= 1/2. f64.
struct SineAndCosine {
  Words sine, cosine;
};
SineAndCosine atMultipleOfPi(Real x);
/// x minus the nearest integer. f64.
Real fractionOf(Real x);

/// A formula of f64 for both formats: f32 needs no second words.
template <class Formula, class... Reals> Real inF64(Formula formula, Real x, Reals... others) {
  if (!isF32(x))
    return formula(x, others...);
  Emitter plain{x.e->b, x.e->loc, x.e->like, /*twoWords=*/false};
  auto wide = [&](Real argument) { return Real{&plain, extended(argument).value}; };
  return {x.e, truncated(formula(wide(x), wide(others)...)).value};
}

/// x 2^n, also where 2^n is not a normal number; rounds once.
Real scaled(Real x, Bits n);

} // namespace burin::lowering
