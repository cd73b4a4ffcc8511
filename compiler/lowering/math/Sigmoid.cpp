// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"

namespace burin::lowering {
namespace {

Real clampedAbove(Real x, double greatest) { return select(x > greatest, x.constant(greatest), x); } // NaN stays

/// Odd polynomial of Cephes' tanhf (Moshier) below 5/8, 1 - 2 / (e^2x + 1) above.
Real tanh32(Real magnitude) {
  Real square = magnitude * magnitude;
  Real p =
      polynomial(square, {-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1});
  Real power = expOfModerate(clampedAbove(magnitude + magnitude, 40));
  return select(magnitude < 0.625, fma(magnitude * square, p, magnitude), 1.0 - 2.0 / (power + 1.0));
}

/// The same with the rational function of Cephes' tanh; one division serves both ranges.
Real tanh64(Real magnitude) {
  Real square = magnitude * magnitude;
  Real p = polynomial(square, {-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3});
  Real q = polynomial(square, {1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3});
  Real power = expOfModerate(clampedAbove(magnitude + magnitude, 80));
  Bits near = magnitude < 0.625;
  Real quotient = select(near, square * p, magnitude.constant(-2)) / select(near, q, power + 1.0);
  return select(near, fma(magnitude, quotient, magnitude), 1.0 + quotient);
}

} // namespace

Real tanh(Real x) {
  Real magnitude = abs(x);
  return withSign(isF32(x) ? tanh32(magnitude) : tanh64(magnitude), signOf(x));
}

Real logistic(Real x) {
  Real decay = exp(-abs(x)); // never overflows; e^x itself is the answer for very negative x
  Real one = x.constant(1);
  Real sum = 1.0 + decay;
  Real lost = decay - (sum - 1.0);
  Real quotient = select(x < 0.0, decay, one) / sum;
  return fma(-quotient, lost, quotient);
}

} // namespace burin::lowering
