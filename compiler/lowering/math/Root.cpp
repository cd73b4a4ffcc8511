// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

/// x^(-1/3) to 4 bits, for positive normal x: a third of the exponent is a third of the pattern, up to a constant
/// (Kahan). The low bits are dropped so that `rounded` holds the quotient.
Real estimate(Real x) {
  uint64_t dropped = isF32(x) ? 9 : 41, magic = isF32(x) ? 0x54a21d2a >> 9 : 0x553ef0ff289dd796 >> 41;
  Bits pattern = bits(x) >> dropped;
  Real asNumber = real(pattern | bits(x.constant(isF32(x) ? 0x1p23 : 0x1p52))) - (isF32(x) ? 0x1p23 : 0x1p52);
  Bits third = roundedProduct(asNumber, 1.0 / 3.0).integer;
  return real((third.constant(magic) - third) << dropped);
}

/// One step of fourth order towards x^(-1/3).
Real refined(Real x, Real y) {
  Real h = 1.0 - x * y * y * y;
  Real series = polynomial(h, {14.0 / 81, 2.0 / 9, 1.0 / 3});
  return fma(y * h, series, y);
}

/// The last step in f64, where x y^2 and its correction are exact enough to round once.
Real cbrt32(Real x) {
  Real y = extended(refined(x, estimate(x))), wide = extended(x);
  Real root = wide * y * y;
  Real h = 1.0 - root * y;
  return truncated(fma(root * h, 2.0 / 3, root));
}

/// The root rounded to 17 bits has an exact cube; the rest is a series in the exact remainder.
Real cbrt64(Real x) {
  Real y = refined(x, refined(x, estimate(x)));
  Real root = real(bits(x * y * y) & 0xfffffff000000000);
  Real v = (x - root * root * root) * y * y * y;
  Real series = polynomial(v, {14.0 / 81, 2.0 / 9, 1.0 / 3});
  return fma(root * v, series, root);
}

} // namespace

Real cbrt(Real x) {
  Real magnitude = abs(x);
  Bits tiny = magnitude < (isF32(x) ? 0x1p-126 : 0x1p-900);
  Real normal = select(tiny, magnitude * (isF32(x) ? 0x1p24 : 0x1p180), magnitude);
  Real root = isF32(x) ? cbrt32(normal) : cbrt64(normal);
  root = root * select(tiny, x.constant(isF32(x) ? 0x1p-8 : 0x1p-60), x.constant(1));
  Bits ordinary = (magnitude > 0.0) & (magnitude < std::numeric_limits<double>::infinity());
  return select(ordinary, withSign(root, signOf(x)), x);
}

Real rsqrt(Real x) { return 1.0 / sqrt(x); }

} // namespace burin::lowering
