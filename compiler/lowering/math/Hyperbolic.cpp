// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

#include <limits>

namespace burin::lowering {
namespace {

constexpr double ln2 = 0.693147180559945309417;
/// From here on x^2 + 1 and x^2 - 1 are x^2.
constexpr double large = 0x1p60;

/// e^x / 2, which does not overflow before cosh does, and e^-x / 2.
struct HalvesOfExp {
  Words positive;
  Real negative;
};

HalvesOfExp halvesOfExp(Real x) {
  auto [mantissa, n] = expInWords(x);
  Words half{scaled(mantissa.high, n - 1), mantissa.low ? Rest(scaled(*mantissa.low, n - 1)) : std::nullopt};
  return {half, 0.25 / half.high};
}

/// Taylor's series below 1, exponentials above.
Real sinhOfMagnitude(Real x) {
  Real square = x * x;
  Real p = polynomial(square, {1.0 / 121645100408832000, 1.0 / 355687428096000, 1.0 / 1307674368000, 1.0 / 6227020800,
                               1.0 / 39916800, 1.0 / 362880, 1.0 / 5040, 1.0 / 120, 1.0 / 6});
  auto [half, inverse] = halvesOfExp(x);
  return select(x < 1.0, fma(x * square, p, x), half.high + (half.low + Rest(-inverse)));
}

/// log(1 + u) where x is moderate, log(2 x) where it is large.
Real logOfSum(Real x, Words u) {
  Bits isLarge = x > large;
  return log1p(select(isLarge, x, u)) + select(isLarge, x.constant(ln2), x.constant(0));
}

Real asinhOfMagnitude(Real x) {
  Real moderate = select(x > large, x.constant(1), x), square = moderate * moderate;
  return logOfSum(x, sumOfOrdered(moderate, square / (1.0 + sqrt(1.0 + square))));
}

Real acosh64(Real x) {
  Words t = select(x > large, x.constant(1), sum(x, x.constant(-1)));
  Words root = sqrt(Words(fma(t.high, t.high, t.high + t.high)));
  Real result = logOfSum(x, t + root);
  return select(x < 1.0, x.constant(std::numeric_limits<double>::quiet_NaN()), result);
}

Real atanhOfMagnitude(Real x) { return log1p(Words(x + x) / sum(x.constant(1), -x)) * 0.5; }

/// An odd function from its values at x >= 0.
Real odd(Real x, Real (*ofMagnitude)(Real)) {
  return inF64([=](Real wide) { return withSign(ofMagnitude(abs(wide)), signOf(wide)); }, x);
}

} // namespace

Real sinh(Real x) { return odd(x, sinhOfMagnitude); }

Real cosh(Real x) {
  auto formula = [](Real wide) {
    auto [half, inverse] = halvesOfExp(abs(wide));
    return half.high + (half.low + Rest(inverse));
  };
  return inF64(formula, x);
}

Real asinh(Real x) { return odd(x, asinhOfMagnitude); }
Real acosh(Real x) { return inF64(acosh64, x); }
Real atanh(Real x) { return odd(x, atanhOfMagnitude); }

} // namespace burin::lowering
