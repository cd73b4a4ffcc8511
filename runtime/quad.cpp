// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/quad.h"

#include <cmath>
#include <numbers>

namespace burin::runtime {

/// The constants in two parts of 56 and 64 bits.
Quad quad_pi() { return Quad(0x3.243f6a8885a308p0L) + Quad(0xd.313198a2e037073p-60L); }
static Quad ln2() { return Quad(0x0.b17217f7d1cf79p0L) + Quad(0xa.bc9e3b39803f2f6p-60L); }

/// Taylor's series of the exponential function, for |x| <= ln 2 / 2.
static Quad exp_of_reduced(Quad x) {
  Quad sum = 1;
  for (int i = 28; i >= 1; --i)
    sum = 1 + sum * x / i;
  return sum;
}

/// Newton's step from the logarithm in long double, whose square is beyond the last digit.
Quad quad_log(Quad x) {
  long double near = std::log(static_cast<long double>(x));
  int exponent = static_cast<int>(std::nearbyint(near / std::numbers::ln2_v<long double>));
  Quad power = exp_of_reduced(Quad(near) - exponent * ln2());
  Quad mantissa = x * Quad(std::ldexp(1.0L, -exponent));
  return Quad(near) + (mantissa - power) / power;
}

Quad quad_tan(Quad x) {
  Quad square = x * x, sine = 1, cosine = 1;
  for (int i = 28; i >= 2; i -= 2) {
    sine = 1 - sine * square / (i * (i + 1));
    cosine = 1 - cosine * square / (i * (i - 1));
  }
  return x * sine / cosine;
}

} // namespace burin::runtime
