// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// log2 of an f64 that was an f32 >= 0, so normal or zero; relative error 2^-45.
Real log2OfMagnitude(Real x) {
  Bits pattern = bits(x);
  Bits shifted = pattern - 0x3fe6a09e667f3bcd; // sqrt(1/2)
  Bits exponent = shiftArithmetic(shifted, 52);
  Real mantissa = real(pattern - (exponent << 52));
  Real s = (mantissa - 1.0) / (mantissa + 1.0);
  Real odd = polynomial(s * s, {0.282899284110847769, 0.319905754914091050, 0.412209251058326444, 0.577077942376753129,
                                0.961796694113306719, 2.88539008177785001});
  Real formula = fma(s, odd, signedToReal64(narrowed(exponent)));
  Real edge = select(x == 0.0, x.constant(-infinity), x); // infinity and NaN stay
  return select(below(pattern - 1, 0x7fefffffffffffff), formula, edge);
}

/// 2^z; NaN stays, the result overflows and underflows when it is truncated to f32. Relative error 2^-34.
Real exp2Of(Real z) {
  z = select(z < -200.0, z.constant(-200), z);
  z = select(z > 200.0, z.constant(200), z);
  Rounded n = roundedProduct(z, 1);
  Real p = polynomial(z - n.real, {0.0000152019160935432307, 0.000154692909994692707, 0.00133339225856499891,
                                   0.00961802725421434031, 0.0555041035342524517, 0.240226511981528166,
                                   0.693147180728451990, 0.999999999961682461});
  return p * real((n.integer + 1023) << 52);
}

struct Parity {
  Bits integer, odd;
};

/// Of |y|; infinity is even.
Parity parityOf(Real magnitude) {
  double shift = isF32(magnitude) ? 0x1p23 : 0x1p52; // numbers from here on are integers, and so are sums with it
  auto hasFraction = [&](Real v) { return (v < shift) & negated((v + shift) - shift == v); };
  Bits integer = negated(hasFraction(magnitude));
  return {integer, integer & hasFraction(magnitude * 0.5)};
}

} // namespace

Real powAtEdges(Real x, Real y, Real magnitude) {
  Real one = x.constant(1);
  magnitude = select(abs(x) == 1.0, select(y == y, one, y), magnitude); // also (+-1)^(+-infinity)
  Parity parity = parityOf(abs(y));
  Real result = select(parity.odd, real(bits(magnitude) ^ signOf(x)), magnitude);
  // A finite negative base allows integers only.
  Bits undefined = (x < 0.0) & negated(parity.integer) & (abs(x) < infinity);
  result = select(undefined, x.constant(std::numeric_limits<double>::quiet_NaN()), result);
  return select((y == 0.0) | (x == 1.0), one, result);
}

/// f32: through logarithms in f64.
Real pow(Real x, Real y) {
  Real base = abs(x);
  return powAtEdges(
      x, y, isF32(x) ? truncated(exp2Of(extended(y) * log2OfMagnitude(extended(base)))) : powOfMagnitude64(base, y));
}

} // namespace burin::lowering
