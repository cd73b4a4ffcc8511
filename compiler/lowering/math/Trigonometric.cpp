// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Emitter.h"
#include "compiler/lowering/math/VectorMath.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <array>

using namespace mlir;

namespace burin::lowering {
namespace {

/// |x| = quadrant * pi/2 + r, |r| <= pi/4 (quadrant modulo 4).
struct Angle {
  Bits quadrant;
  Real r;
};

/// 96 bits, from bit `position` (0..127) on, of the string that holds 26 zeros and then the fraction bits of 2/pi.
std::array<Bits, 3> windowOfTwoOverPi(Bits position) {
  constexpr std::array<uint64_t, 7> words = {0x00000028, 0xbe60db93, 0x91054a7f, 0x09d5f47d,
                                             0x4d377036, 0xd8a5664f, 0x10e4107f};
  Bits evenWord = isZero(position & 64), evenPair = isZero(position & 32), offset = position & 31;
  auto word = [&](unsigned i) { return position.constant(words[i]); };
  auto byPair = [&](unsigned i) { return select(evenWord, word(i), word(i + 2)); };
  std::array<Bits, 5> pair = {byPair(0), byPair(1), byPair(2), byPair(3), byPair(4)};
  auto byWord = [&](unsigned i) { return select(evenPair, pair[i], pair[i + 1]); };
  std::array<Bits, 4> word4 = {byWord(0), byWord(1), byWord(2), byWord(3)};
  Bits complement = offset ^ offset.constant(31);
  auto aligned = [&](unsigned i) { return (word4[i] << offset) | ((word4[i + 1] >> 1) >> complement); };
  return {aligned(0), aligned(1), aligned(2)};
}

/// Exact for every finite x: the mantissa times those bits of 2/pi that matter modulo 4 (Payne, Hanek 1983), as a fixed
/// point number with 62 fraction bits. Costs as much as a three-step subtraction in f64 and needs no second path.
Angle reduceByHalfPi(Real magnitude) {
  Bits pattern = bits(magnitude);
  Bits biased = pattern >> 23;
  Bits belowOne = below(biased, 127);
  Bits mantissa = (pattern & 0x7fffff) | 0x800000;
  mantissa = select(belowOne, mantissa, mantissa << 1);
  Bits exponent = select(belowOne, biased.constant(0), biased - 127) & 127;

  auto [high, middle, low] = windowOfTwoOverPi(exponent);
  Bits m = widened(mantissa);
  Bits turns = (widened(mantissa * high) << 32) + m * widened(middle) + ((m * widened(low)) >> 32);
  Bits quadrant = (turns + (uint64_t(1) << 61)) >> 62;
  Bits fraction = turns - (quadrant << 62);

  Real upper = signedToReal64(narrowed(fraction >> 32));
  Real lower = real64((fraction & 0xffffffff) | 0x4330000000000000) - 0x1p52;
  Real r = truncated((upper * 0x1p32 + lower) * (1.5707963267948966 * 0x1p-62));

  Bits small = below(pattern, 0x3f490fdb); // pi/4
  return {select(small, pattern.constant(0), narrowed(quadrant)), select(small, magnitude, r)};
}

/// Coefficients of Cephes' sinf and cosf (Moshier).
Real sineOfReduced(Real r) {
  Real square = r * r;
  return r + r * square * polynomial(square, {-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1});
}

Real cosineOfReduced(Real r) {
  Real square = r * r;
  Real p = polynomial(square, {2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2});
  return (1.0 - square * 0.5) + square * square * p;
}

/// sin(r + quadrant * pi/2) with the sign bit `sign` applied; NaN for infinities and NaN.
Real sineInQuadrant(Real x, Bits quadrant, Real r, Bits sign) {
  Real value = select(isZero(quadrant & 1), sineOfReduced(r), cosineOfReduced(r));
  Bits flip = ((quadrant & 2) << 30) ^ sign;
  Real result = real32(bits(value) ^ flip);
  return select(below(bits(abs(x)), 0x7f800000), result, x - x);
}

Real sin(Real x) {
  Angle angle = reduceByHalfPi(abs(x));
  return sineInQuadrant(x, angle.quadrant, angle.r, signOf(x));
}

Real cos(Real x) {
  Angle angle = reduceByHalfPi(abs(x));
  return sineInQuadrant(x, angle.quadrant + 1, angle.r, angle.quadrant.constant(0));
}

} // namespace

Value emitSin(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? sin({&e, x}).value : math::SinOp::create(b, loc, x);
}

Value emitCos(OpBuilder &b, Location loc, Value x) {
  Emitter e{b, loc, x.getType()};
  return isF32(x) ? cos({&e, x}).value : math::CosOp::create(b, loc, x);
}

} // namespace burin::lowering
