// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Emitter.h"
#include "compiler/lowering/math/VectorMath.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// log2 of an f64 that was an f32 >= 0, so normal or zero; relative error 2^-45.
Real log2OfMagnitude(Real x) {
  Bits pattern = bits(x);
  Bits shifted = pattern - 0x3fe6a09e667f3bcd; // sqrt(1/2)
  Bits exponent = shiftArithmetic(shifted, 52);
  Real mantissa = real64(pattern - (exponent << 52));
  Real s = (mantissa - 1.0) / (mantissa + 1.0);
  Real odd = polynomial(s * s, {0.282899284110847769, 0.319905754914091050, 0.412209251058326444, 0.577077942376753129,
                                0.961796694113306719, 2.88539008177785001});
  Real formula = signedToReal64(narrowed(exponent)) + s * odd;
  Real edge = select(x == 0.0, x.constant(-infinity), x); // infinity and NaN stay
  return select(below(pattern - 1, 0x7fefffffffffffff), formula, edge);
}

/// 2^z; NaN stays, the result overflows and underflows when it is truncated to f32. Relative error 2^-34.
Real exp2(Real z) {
  z = select(z < -200.0, z.constant(-200), z);
  z = select(z > 200.0, z.constant(200), z);
  Rounded n = rounded(z);
  Real p = polynomial(z - n.real, {0.0000152019160935432307, 0.000154692909994692707, 0.00133339225856499891,
                                   0.00961802725421434031, 0.0555041035342524517, 0.240226511981528166,
                                   0.693147180728451990, 0.999999999961682461});
  return p * real64((n.integer + 1023) << 52);
}

struct Parity {
  Bits integer, odd;
};

/// |y| of any size and infinity: from 2^53 on adding 2^52 leaves an integer, and y / 2 is one too.
Parity parityOf(Real magnitude) {
  auto isInteger = [](Real v) { return (v + 0x1p52) - 0x1p52 == v; };
  Bits integer = isInteger(magnitude);
  return {integer, integer & negated(isInteger(magnitude * 0.5))};
}

/// C's pow: through logarithms in f64, then the cases that they do not give.
Real pow(Real x, Real y) {
  Real base = extended(x), exponent = extended(y);
  Real one = x.constant(1);
  Real magnitude = truncated(exp2(exponent * log2OfMagnitude(abs(base))));
  magnitude = select(abs(x) == 1.0, select(y == y, one, y), magnitude); // also (+-1)^(+-infinity)

  Parity parity = parityOf(abs(exponent));
  Bits odd = signOf(x) & select(parity.odd, bits(x).constant(0x80000000), bits(x).constant(0));
  Real result = real32(bits(magnitude) ^ odd);
  // A finite negative base allows integers only.
  Bits undefined = (x < 0.0) & negated(parity.integer) & (abs(x) < infinity);
  result = select(undefined, x.constant(std::numeric_limits<double>::quiet_NaN()), result);
  Bits certain = (y == 0.0) | (x == 1.0);
  return select(certain, one, result);
}

} // namespace

Value emitPow(OpBuilder &b, Location loc, Value x, Value y) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? pow({&e, x}, {&e, y}).value : math::PowFOp::create(b, loc, x, y);
}

Value emitRsqrt(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return (1.0 / sqrt(Real{&e, x})).value;
}

} // namespace burin::lowering
