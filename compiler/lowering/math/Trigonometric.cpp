// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"
#include "compiler/lowering/math/RarePath.h"

namespace burin::lowering {
namespace {

constexpr double twoOverPi = 6.36619772367581382433e-01;
/// pi/2 in pieces of 33 bits and what remains (fdlibm): products with integers below 2^20 are exact.
constexpr double halfPi1 = 1.57079632673412561417, halfPi2 = 6.07710050630396597660e-11,
                 halfPi3 = 2.02226624871116645580e-21, halfPi4 = 8.47842766036889956997e-32;
/// Beyond, the quotient has more than 20 bits.
constexpr double greatestFast = 1e6;

/// x = quadrant * pi/2 + high + low, |high| <= pi/4 (quadrant modulo 4).
struct Angle {
  Bits quadrant;
  Real high, low;
};

/// f32 in f64, where two pieces of pi/2 are enough.
Angle reduce32(Real x) {
  Real wide = extended(x);
  Rounded n = roundedProduct(wide, twoOverPi);
  Real r = fma(n.real, -(halfPi2 + halfPi3), fma(n.real, -halfPi1, wide));
  return {narrowed(n.integer), truncated(r), x.constant(0)};
}

/// Cody and Waite's subtraction with the rounding errors of its steps carried along.
Angle reduce64(Real x) {
  Rounded n = roundedProduct(x, twoOverPi);
  Real first = fma(n.real, -halfPi1, x);
  Real part2 = n.real * halfPi2, second = first - part2, lost2 = first - second - part2;
  Real part3 = n.real * halfPi3, third = second - part3, lost3 = second - third - part3;
  Real rest = fma(n.real, -halfPi4, lost2 + lost3);
  Real high = third + rest;
  return {n.integer, high, third - high + rest};
}

/// Coefficients of Cephes' sinf (Moshier).
Real sineOfReduced32(Real r) {
  Real square = r * r;
  return fma(r * square, polynomial(square, {-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1}), r);
}

/// Coefficients of Cephes' cosf (Moshier).
Real cosineOfReduced32(Real r) {
  Real square = r * r;
  Real p = polynomial(square, {2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2});
  return fma(square * square, p, fma(square, -0.5, 1.0));
}

/// fdlibm's kernel sine and cosine of a sum (Sun Microsystems 1993).
Words sineOfReduced64(Real high, Real low) {
  Real square = high * high, cube = square * high;
  Real p = polynomial(square, {1.58969099521155010221e-10, -2.50507602534068634195e-08, 2.75573137070700676789e-06,
                               -1.98412698298579493134e-04, 8.33333333332248946124e-03});
  Real correction = square * (low * 0.5 - cube * p) - low;
  return sumOfOrdered(high, -fma(cube, 1.66666666666666324348e-01, correction));
}

Words cosineOfReduced64(Real high, Real low) {
  Words square = product(high, high);
  Real p =
      polynomial(square.high, {-1.13596475577881948265e-11, 2.08757232129817482790e-09, -2.75573143513906633035e-07,
                               2.48015872894767294178e-05, -1.38888888888741095749e-03, 4.16666666666666019037e-02});
  Real half = square.high * 0.5, most = 1.0 - half;
  Real tail = square.high * square.high * p - high * low + high.constant(-0.5) * square.low;
  return sumOfOrdered(most, (1.0 - most - half) + tail);
}

/// The quadrant's second bit becomes the sign bit.
Real inQuadrant(Real sine, Real cosine, Bits quadrant, Bits sign) {
  Real value = select(isZero(quadrant & 1), sine, cosine);
  uint64_t toSign = mantissaBits(sine) == 23 ? 30 : 62;
  return real(bits(value) ^ ((quadrant & 2) << toSign) ^ sign);
}

Real fastSin(Real x) {
  Real magnitude = abs(x);
  if (isF32(x)) {
    Angle angle = reduce32(magnitude);
    return sineInQuadrant(angle.quadrant, angle.high, signOf(x));
  }
  auto [quadrant, high, low] = reduce64(magnitude);
  return inQuadrant(sineOfReduced64(high, low).high, cosineOfReduced64(high, low).high, quadrant, signOf(x));
}

Real fastCos(Real x) {
  if (isF32(x)) {
    Angle angle = reduce32(x);
    return sineInQuadrant(angle.quadrant + 1, angle.high, angle.quadrant.constant(0));
  }
  auto [quadrant, high, low] = reduce64(x);
  return inQuadrant(sineOfReduced64(high, low).high, cosineOfReduced64(high, low).high, quadrant + 1,
                    quadrant.constant(0));
}

/// Of f64.
Real fastTan(Real x) {
  auto [quadrant, high, low] = reduce64(x);
  Words sine = sineOfReduced64(high, low), cosine = cosineOfReduced64(high, low);
  Bits even = isZero(quadrant & 1);
  return rounded(select(even, sine, -cosine) / select(even, cosine, sine));
}

constexpr double pi = 3.14159265358979311600, piLow = 1.22464679914735317723e-16;

} // namespace

Words piTimes(double factor, Real like) { return words(like, pi * factor, piLow * factor); }

/// Powers of derivatives of the cotangent multiply the errors: here they are below 2^-58, as are those of the minimax
/// coefficients.
SineAndCosine atMultipleOfPi(Real x) {
  Real magnitude = abs(x);
  Bits swapped = magnitude > 0.25;
  Words angle = piTimes(1, x) * select(swapped, 0.5 - magnitude, magnitude), square = angle * angle;
  Words sine = angle * polynomialInWords(square,
                                         {-7.595260169253886e-13, 1.605868368328571e-10, -2.5052107232936746e-08,
                                          2.7557319222318445e-06, -0.00019841269841268958, 0.008333333333333333,
                                          -0.16666666666666666, 1},
                                         {-9.25185853854297e-18, 0});
  Words cosine = polynomialInWords(square,
                                   {-1.138254464534925e-11, 2.087614504941318e-09, -2.755731726587808e-07,
                                    2.48015872987544e-05, -0.0013888888888887389, 0.041666666666666664, -0.5, 1},
                                   {0, 0});
  return {flipped(select(swapped, cosine, sine), signOf(x)), select(swapped, sine, cosine)};
}

Real fractionOf(Real x) {
  Real magnitude = select(abs(x) < 0x1p52, abs(x), x.constant(0)); // integers from there on
  Real fraction = magnitude - ((magnitude + 0x1p52) - 0x1p52);
  return real(bits(fraction) ^ signOf(x));
}

Real tan(Real x) {
  auto formula = [](Real wide) {
    Real result = beyond(greatestFast, wide, fastTan(wide), libm("tan"));
    return select(wide == 0.0, wide, result);
  };
  return inF64(formula, x);
}

Real sineInQuadrant(Bits quadrant, Real r, Bits sign) {
  return inQuadrant(sineOfReduced32(r), cosineOfReduced32(r), quadrant, sign);
}

Real sin(Real x) { return beyond(greatestFast, x, fastSin(x), isF32(x) ? RarePath{"sin", sinOfHuge} : libm("sin")); }

Real cos(Real x) { return beyond(greatestFast, x, fastCos(x), isF32(x) ? RarePath{"cos", cosOfHuge} : libm("cos")); }

} // namespace burin::lowering
