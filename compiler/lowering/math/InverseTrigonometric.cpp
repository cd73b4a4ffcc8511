// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

/// |x| <= 1/2 as it is; above, the sine of half the complement: asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2)).
struct Halved {
  Bits isLarge;
  Words arcsine; ///< of |x| or of that root, at most 1/2
};

/// Rational function of fdlibm's asin (Sun Microsystems 1993).
Halved halve(Real x) {
  Real magnitude = abs(x);
  Bits isLarge = magnitude > 0.5;
  Real square = select(isLarge, (1.0 - magnitude) * 0.5, magnitude * magnitude);
  Words s = select(isLarge, sqrt(Words(square)), magnitude);
  Real p = polynomial(square, {3.47933107596021167570e-05, 7.91534994289814532176e-04, -4.00555345006794114027e-02,
                               2.01212532134862925881e-01, -3.25565818622400915405e-01, 1.66666666666666657415e-01});
  Real q = polynomial(square, {7.70381505559019352791e-02, -6.88283971605453293030e-01, 2.02094576023350569471e+00,
                               -2.40339491173441421878e+00, 1});
  Words sum = fmaOfOrdered(s.high * square, p / q, s.high);
  return {isLarge, {sum.high, sum.low + s.low}};
}

Words twice(Words x) { return {x.high + x.high, x.low + x.low}; }

Real asin64(Real x) {
  auto [isLarge, arcsine] = halve(x);
  Words angle = select(isLarge, piTimes(0.5, x) - twice(arcsine), arcsine);
  return withSign(rounded(angle), signOf(x));
}

Real acos64(Real x) {
  auto [isLarge, arcsine] = halve(x);
  Words large = select(x < 0.0, piTimes(1, x) - twice(arcsine), twice(arcsine));
  Words small = piTimes(0.5, x) - flipped(arcsine, signOf(x));
  return rounded(select(isLarge, large, small));
}

/// atan(y / x) for finite y, x >= 0 that are not both 0: from the quotient that is below tan(pi/8), with the rational
/// function of Cephes' atan (Moshier).
Words atanOfQuotient(Real y, Real x) {
  Bits steep = x * 2.41421356237309504880 < y, flat = y < x * 0.41421356237309504880;
  auto choose = [&](Words small, Words medium, Words large) {
    return select(steep, large, select(flat, small, medium));
  };
  Words r = choose(y, sum(y, -x), -x) / choose(x, sum(y, x), y);
  Real square = r.high * r.high;
  Real p = polynomial(square, {-8.750608600031904122785e-1, -1.615753718733365076637e1, -7.500855792314704667340e1,
                               -1.228866684490136173410e2, -6.485021904942025371773e1});
  Real q = polynomial(square, {1, 2.485846490142306297962e1, 1.650270098316988542046e2, 4.328810604912902668951e2,
                               4.853903996359136964868e2, 1.945506571482613964425e2});
  Words fromMultiple = fmaOfOrdered(r.high * square, p / q, r.high);
  fromMultiple.low = fromMultiple.low + (1.0 - square) * r.low; // the slope, nearly
  return choose(piTimes(0, x), piTimes(0.25, x), piTimes(0.5, x)) + fromMultiple;
}

/// What decides about the quotient, without what overflows, loses digits or is undefined.
struct Sides {
  Real y, x;
};

Sides comparable(Real y, Real x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Real zero = x.constant(0), one = x.constant(1);
  Real up = select((y < 0x1p-900) & (x < 0x1p-900), x.constant(0x1p200), one);
  Real scale = select((y > 0x1p1000) | (x > 0x1p1000), x.constant(0x1p-4), up);
  auto side = [&](Real own, Real other) {
    return select(own == infinity, one, select(other == infinity, zero, own * scale));
  };
  return {side(y, x), select((y == 0.0) & (x == 0.0), one, side(x, y))};
}

Real atan264(Real y, Real x) {
  auto [opposite, adjacent] = comparable(abs(y), abs(x));
  Words angle = atanOfQuotient(opposite, adjacent);
  angle = select(isZero(signOf(x)), angle, piTimes(1, x) - angle);
  Real result = withSign(rounded(angle), signOf(y));
  return select((x == x) & (y == y), result, x + y);
}

/// From 2^60 on it is pi/2.
Real atan64(Real x) {
  Real magnitude = select(abs(x) > 0x1p60, x.constant(0x1p60), abs(x)); // NaN stays
  return withSign(rounded(atanOfQuotient(magnitude, x.constant(1))), signOf(x));
}

} // namespace

Real asin(Real x) { return inF64(asin64, x); }
Real acos(Real x) { return inF64(acos64, x); }
Real atan(Real x) { return inF64(atan64, x); }
Real atan2(Real y, Real x) { return inF64(atan264, y, x); }

} // namespace burin::lowering
