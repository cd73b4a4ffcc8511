// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double pi = 3.14159265358979311600, piLow = 1.22464679914735317723e-16;

/// |x| <= 1/2 as it is; above, the sine of half the complement: asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)).
struct Halved {
  Bits isLarge;
  Real arcsine; ///< of |x| or of that root, at most 1/2
};

/// Rational function of fdlibm's asin (Sun Microsystems 1993).
Halved halve(Real x) {
  Real magnitude = abs(x);
  Bits isLarge = magnitude > 0.5;
  Real square = select(isLarge, (1.0 - magnitude) * 0.5, magnitude * magnitude);
  Real s = select(isLarge, sqrt(square), magnitude);
  Real p = polynomial(square, {3.47933107596021167570e-05, 7.91534994289814532176e-04, -4.00555345006794114027e-02,
                               2.01212532134862925881e-01, -3.25565818622400915405e-01, 1.66666666666666657415e-01});
  Real q = polynomial(square, {7.70381505559019352791e-02, -6.88283971605453293030e-01, 2.02094576023350569471e+00,
                               -2.40339491173441421878e+00, 1});
  return {isLarge, fma(s * square, p / q, s)};
}

Real asin64(Real x) {
  auto [isLarge, arcsine] = halve(x);
  Real large = pi / 2 - (arcsine * 2.0 - piLow / 2);
  return withSign(select(isLarge, large, arcsine), signOf(x));
}

Real acos64(Real x) {
  auto [isLarge, arcsine] = halve(x);
  Real twice = arcsine + arcsine;
  Real large = select(x < 0.0, pi - (twice - piLow), twice);
  Real small = pi / 2 - (withSign(arcsine, signOf(x)) - piLow / 2);
  return select(isLarge, large, small);
}

/// atan(y / x) for y, x >= 0 that are neither both 0 nor both infinite: from the quotient that is below tan(pi/8), with
/// the rational function of Cephes' atan (Moshier).
Real atanOfQuotient(Real y, Real x) {
  Bits steep = x * 2.41421356237309504880 < y, flat = y < x * 0.41421356237309504880;
  auto choose = [&](Real small, Real medium, Real large) { return select(steep, large, select(flat, small, medium)); };
  auto number = [&](double value) { return x.constant(value); };
  Real r = choose(y, y - x, -x) / choose(x, y + x, y);
  Real square = r * r;
  Real p = polynomial(square, {-8.750608600031904122785e-1, -1.615753718733365076637e1, -7.500855792314704667340e1,
                               -1.228866684490136173410e2, -6.485021904942025371773e1});
  Real q = polynomial(square, {1, 2.485846490142306297962e1, 1.650270098316988542046e2, 4.328810604912902668951e2,
                               4.853903996359136964868e2, 1.945506571482613964425e2});
  Real fromMultiple = fma(r * square, p / q, r) + choose(number(0), number(piLow / 4), number(piLow / 2));
  return choose(number(0), number(pi / 4), number(pi / 2)) + fromMultiple;
}

/// What decides about the quotient, without what overflows, loses digits or is undefined.
struct Sides {
  Real y, x;
};

Sides comparable(Real y, Real x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Real one = x.constant(1), up = select((y < 0x1p-900) & (x < 0x1p-900), x.constant(0x1p200), one);
  Real scale = select((y > 0x1p1000) | (x > 0x1p1000), x.constant(0x1p-4), up);
  Bits infinite = (y == infinity) & (x == infinity), zero = (y == 0.0) & (x == 0.0);
  return {select(infinite, one, y * scale), select(infinite | zero, one, x * scale)};
}

Real atan264(Real y, Real x) {
  auto [opposite, adjacent] = comparable(abs(y), abs(x));
  Real angle = atanOfQuotient(opposite, adjacent);
  angle = select(isZero(signOf(x)), angle, pi - (angle - piLow));
  return withSign(angle, signOf(y));
}

} // namespace

Real asin(Real x) { return inF64(x, asin64); }
Real acos(Real x) { return inF64(x, acos64); }

Real atan(Real x) {
  return inF64(x, [](Real wide) { return withSign(atanOfQuotient(abs(wide), wide.constant(1)), signOf(wide)); });
}

Real atan2(Real y, Real x) { return isF32(x) ? truncated(atan264(extended(y), extended(x))) : atan264(y, x); }

} // namespace burin::lowering
