// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <array>

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

/// Exact for every finite x >= 1: the mantissa times those bits of 2/pi that matter modulo 4 (Payne, Hanek 1983), as a
/// fixed point number with 62 fraction bits.
Angle reduceByHalfPi(Real magnitude) {
  Bits pattern = bits(magnitude);
  Bits exponent = ((pattern >> 23) - 127) & 127;
  Bits mantissa = ((pattern & 0x7fffff) | 0x800000) << 1;

  auto [high, middle, low] = windowOfTwoOverPi(exponent);
  Bits m = widened(mantissa);
  Bits turns = (widened(mantissa * high) << 32) + m * widened(middle) + ((m * widened(low)) >> 32);
  Bits quadrant = (turns + (uint64_t(1) << 61)) >> 62;
  Bits fraction = turns - (quadrant << 62);

  Real upper = signedToReal64(narrowed(fraction >> 32));
  Real lower = real((fraction & 0xffffffff) | 0x4330000000000000) - 0x1p52;
  Real r = truncated((upper * 0x1p32 + lower) * (1.5707963267948966 * 0x1p-62));
  return {narrowed(quadrant), r};
}

/// NaN for infinities and NaN.
Real whereFinite(Real x, Real result) { return select(below(bits(abs(x)), 0x7f800000), result, x - x); }

} // namespace

Real sinOfHuge(Real x) {
  Angle angle = reduceByHalfPi(abs(x));
  return whereFinite(x, sineInQuadrant(angle.quadrant, angle.r, signOf(x)));
}

Real cosOfHuge(Real x) {
  Angle angle = reduceByHalfPi(abs(x));
  return whereFinite(x, sineInQuadrant(angle.quadrant + 1, angle.r, angle.quadrant.constant(0)));
}

} // namespace burin::lowering
