// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double ln2 = 0.693147180559945309417;
/// From here on x^2 + 1 and x^2 - 1 are x^2.
constexpr double large = 0x1p60;

/// Taylor's series below 1, exponentials above.
Real sinhOfMagnitude(Real x) {
  Real square = x * x;
  Real p = polynomial(square, {1.0 / 121645100408832000, 1.0 / 355687428096000, 1.0 / 1307674368000, 1.0 / 6227020800,
                               1.0 / 39916800, 1.0 / 362880, 1.0 / 5040, 1.0 / 120, 1.0 / 6});
  Real half = halfOfExp(x);
  return select(x < 1.0, fma(x * square, p, x), half - 0.25 / half);
}

/// log(1 + u) where x is moderate, log(2 x) where it is large.
Real logOfSum(Real x, Real u) {
  Bits isLarge = x > large;
  return log1p(select(isLarge, x, u)) + select(isLarge, x.constant(ln2), x.constant(0));
}

Real asinhOfMagnitude(Real x) {
  Real moderate = select(x > large, x.constant(1), x), square = moderate * moderate;
  return logOfSum(x, moderate + square / (1.0 + sqrt(1.0 + square)));
}

Real acosh64(Real x) {
  Real t = select(x > large, x.constant(1), x - 1.0);
  Real result = logOfSum(x, t + sqrt(fma(t, t, t + t)));
  return select(x < 1.0, x.constant(std::numeric_limits<double>::quiet_NaN()), result);
}

Real atanhOfMagnitude(Real x) { return log1p((x + x) / (1.0 - x)) * 0.5; }

/// An odd function from its values at x >= 0.
Real odd(Real x, Real (*ofMagnitude)(Real)) {
  return inF64(x, [=](Real wide) { return withSign(ofMagnitude(abs(wide)), signOf(wide)); });
}

} // namespace

Real sinh(Real x) { return odd(x, sinhOfMagnitude); }

Real cosh(Real x) {
  return inF64(x, [](Real wide) {
    Real half = halfOfExp(abs(wide));
    return half + 0.25 / half;
  });
}

Real asinh(Real x) { return odd(x, asinhOfMagnitude); }
Real acosh(Real x) { return inF64(x, acosh64); }
Real atanh(Real x) { return odd(x, atanhOfMagnitude); }

} // namespace burin::lowering
