// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x^y of f64 through a logarithm of 70 bits: fdlibm's e_pow.c (Sun Microsystems 2004), without its branches. Products
// of numbers of 21 bits are exact.
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

struct Sum {
  Real high, low;
};

/// The upper half of the pattern: 21 bits of the number.
Real upper(Real x) { return real(bits(x) & 0xffffffff00000000); }

/// 2^exponent * mantissa with sqrt(3)/2 <= mantissa < sqrt(3), measured from `center`: 1 or 3/2, whose logarithm to
/// base 2 is `offset`.
struct Parts {
  Real mantissa, exponent, center;
  Sum offset;
};

Parts split(Real x) {
  Bits tiny = x < 0x1p-1022;
  Bits pattern = bits(select(tiny, x * 0x1p54, x));
  Bits shifted = pattern - 0x3febb67ae8584caa; // sqrt(3)/2
  Bits exponent = shiftArithmetic(shifted, 52);
  Real mantissa = real(pattern - (exponent << 52));
  Real whole = signedToReal64(narrowed(exponent)) - select(tiny, x.constant(54), x.constant(0));
  Bits low = mantissa < 1.22474487139158904910; // sqrt(3/2)
  auto choose = [&](double one, double threeHalves) { return select(low, x.constant(one), x.constant(threeHalves)); };
  return {
      mantissa, whole, choose(1, 1.5), {choose(0, 5.84962487220764160156e-01), choose(0, 1.35003920212974897128e-08)}};
}

/// log(mantissa / center) * 3/2, by s = (mantissa - center) / (mantissa + center).
Sum logOfQuotient(Parts part) {
  Real u = part.mantissa - part.center, v = 1.0 / (part.mantissa + part.center);
  Real s = u * v, sHigh = upper(s);
  Real dHigh = upper(part.mantissa + part.center), dLow = part.mantissa - (dHigh - part.center);
  Real sLow = v * (u - sHigh * dHigh - sHigh * dLow);

  Real square = s * s;
  Real series =
      polynomial(square, {2.06975017800338417784e-01, 2.30660745775561754067e-01, 2.72728123808534006489e-01,
                          3.33333329818377432918e-01, 4.28571428578550184252e-01, 5.99999999999994648725e-01});
  Real rest = square * square * series + sLow * (sHigh + s);
  Real squareHigh = sHigh * sHigh;
  Real tHigh = upper(3.0 + squareHigh + rest), tLow = rest - (tHigh - 3.0 - squareHigh);
  Real product = sHigh * tHigh, correction = sLow * tHigh + tLow * s;
  Real high = upper(product + correction);
  return {high, correction - (high - product)};
}

/// log2(x) with 21 bits in the high part, for finite x > 0.
Sum preciseLog2(Real x) {
  constexpr double factor = 9.61796693925975554329e-01, factorHigh = 9.61796700954437255859e-01,
                   factorLow = -7.02846165095275826516e-09; // 2 / (3 ln 2)
  Parts part = split(x);
  Sum p = logOfQuotient(part);
  Real zHigh = p.high * factorHigh;
  Real zLow = p.high * factorLow + p.low * factor + part.offset.low;
  Real high = upper(zHigh + zLow + part.offset.high + part.exponent);
  return {high, zLow - (high - part.exponent - part.offset.high - zHigh)};
}

/// 2^(high + low), |high| < 1100.
Real exp2OfSum(Sum z) {
  Rounded n = roundedProduct(z.high + z.low, 1);
  Real high = z.high - n.real;
  Real t = upper(z.low + high);
  Real u = t * 6.93147182464599609375e-01; // ln 2
  Real v = (z.low - (t - high)) * 6.93147180559945286227e-01 + t * -1.90465429995776804525e-09;
  Real r = u + v, lost = v - (r - u);
  Real square = r * r;
  Real even = r - square * polynomial(square, {4.13813679705723846039e-08, -1.65339022054652515390e-06,
                                               6.61375632143793436117e-05, -2.77777777770155933842e-03,
                                               1.66666666666666019037e-01});
  Real tail = r * even / (even - 2.0) - fma(r, lost, lost);
  return scaled(1.0 - (tail - r), n.integer);
}

} // namespace

Real powOfMagnitude64(Real magnitude, Real y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Sum log = preciseLog2(magnitude);
  Bits ordinary = (magnitude > 0.0) & (magnitude < infinity);
  Real edge = select(magnitude == 0.0, magnitude.constant(-infinity), magnitude);
  Real estimate = y * select(ordinary, log.high, edge);

  Real yHigh = upper(y);
  Sum z{yHigh * log.high, (y - yHigh) * log.high + y * log.low};
  Real beyond = select(estimate < 0.0, y.constant(0), select(estimate > 0.0, y.constant(infinity), estimate));
  return select(abs(estimate) < 1100.0, exp2OfSum(z), beyond);
}

} // namespace burin::lowering
