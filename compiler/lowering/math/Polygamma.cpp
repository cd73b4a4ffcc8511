// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Cotangent.h"
#include "compiler/lowering/math/Functions.h"

#include <limits>
#include <vector>

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quietNan = std::numeric_limits<double>::quiet_NaN();

/// digamma divided by the distance from its zero, on [1, 2.2]; minimax to 2^-58.
Real digammaFromZero(Real x) {
  Real distance = x - 0x1.762d86356be3fp+0 - 0x1.b86a722197829p-54;
  Real p = polynomial(
      x - 1.6, {0.0000136687986769211028, -0.0000218701019889511376, 4.23742884309025305e-6,   -6.77999491956310939e-6,
                0.0000412955238197662528, -0.0000660736276681347955, 0.0000882818884219620595, -0.000141256335693485004,
                0.000232413740398235667,  -0.000371898019083616044,  0.000593566513688393812,  -0.000949951318453027931,
                0.00152082095346345379,   -0.0024349864637868879,    0.00390033671211482144,   -0.00625208546445217735,
                0.0100338853726002035,    -0.0161356371394712032,    0.0260364799982924291,    -0.0422599998185320055,
                0.0693094827214008613,    -0.115871730316689972,     0.201157047624302171,     -0.379619808146371085,
                0.910959071705315093});
  return distance * p;
}

/// Of 0 < x < 8: digamma(x) = digamma(x - n) + 1 / (x - 1) + ... + 1 / (x - n), the sum as one quotient.
Real digammaNear(Real x) {
  Bits small = x < 1.0;
  Real nearest = roundedProduct(x - 1.7, 1).real, n = select(nearest < 0.0, x.constant(0), nearest);
  Real numerator = x.constant(0), denominator = x.constant(1);
  for (int i = 1; i <= 6; ++i) {
    Bits active = n > i - 0.5;
    numerator = select(active, fma(numerator, x - i, denominator), numerator);
    denominator = select(active, denominator * (x - i), denominator);
  }
  numerator = select(small, x.constant(-1), numerator);
  denominator = select(small, x, denominator);
  return digammaFromZero(select(small, x + 1.0, x - n)) + numerator / denominator;
}

/// log(x) - 1 / (2 x) - w(1 / x^2) / x^2, w minimax to 2^-58 of the result.
Real digammaFar(Real x) {
  Real inverse = 1.0 / x, z = inverse * inverse;
  Real w = polynomial(z, {-0.0177111604158465344, 0.0075190882307470952, -0.00416621765069684173,
                          0.00396825234284161905, -0.00833333333116855791, 0.0833333333333328707});
  return log(x) - fma(inverse, 0.5, z * w);
}

Real digammaOfPositive(Real x) {
  Bits near = x < 8.0;
  return select(near, digammaNear(select(near, x, x.constant(3))), digammaFar(x));
}

/// zeta(s, x) by Euler and Maclaurin: (x + k)^-s for k < count, an integral, and corrections with Bernoulli's numbers.
Real hurwitzZeta(int64_t s, Real x) {
  constexpr double bernoulliByFactorial[] = {
      8.33333333333333333e-2,  -1.38888888888888889e-3,  3.30687830687830688e-5,  -8.26719576719576720e-7,
      2.08767569878680990e-8,  -5.28419013868749318e-10, 1.33825365306846788e-11, -3.38968029632258287e-13,
      8.58606205627784456e-15, -2.17486869855806187e-16, 5.50900282836022952e-18, -1.39544646858125233e-19};
  int64_t count = 6 + s;
  auto power = [](Real base, int64_t exponent) {
    Real result = base.constant(1);
    for (Real square = base; exponent; exponent >>= 1, square = square * square)
      if (exponent & 1)
        result = result * square;
    return result;
  };
  double rising = 1; // s (s + 1) ... (s + 2 j - 2), for the greatest j first
  std::vector<double> factors;
  for (int64_t j = 0; j < static_cast<int64_t>(std::size(bernoulliByFactorial)); ++j) {
    rising *= j == 0 ? static_cast<double>(s) : static_cast<double>((s + 2 * j - 1) * (s + 2 * j));
    factors.insert(factors.begin(), rising * bernoulliByFactorial[j]);
  }
  Real inverse = 1.0 / (x + static_cast<double>(count)), square = inverse * inverse;
  Real tail = fma(inverse, 0.5, 1.0 / static_cast<double>(s - 1)) + square * polynomial(square, factors);
  Real integral = power(inverse, s - 1) * tail, first = 1.0 / power(x, s), others = x.constant(0);
  for (int64_t k = count - 1; k >= 1; --k)
    others = others + 1.0 / power(x + static_cast<double>(k), s);
  return first + (integral + others);
}

/// The function of this order from its values at x > 0: f(x) = (-1)^n f(1 - x) - pi^(n+1) p(cot(pi x)). `atPoles`
/// stands at 0, -1, -2...
template <class OfPositive> Real reflected(Real x, int64_t order, double atPoles, OfPositive ofPositive) {
  Bits negative = x < 0.0;
  Real positive = ofPositive(select(negative, 1.0 - x, x));
  auto [sine, cosine] = atMultipleOfPi(fractionOf(x));
  std::vector<long double> exact = derivativeOfCotangent(order);
  Real periodic = polynomial(cosine / sine, std::vector<double>(exact.begin(), exact.end()));
  Real left = (order % 2 ? -positive : positive) - periodic;
  Bits pole = (sine == 0.0) & negative;
  return select(pole | (x == 0.0), x.constant(atPoles), select(negative, left, positive));
}

} // namespace

Real digamma(Real x) {
  return inF64(x, [](Real wide) { return reflected(wide, 0, quietNan, digammaOfPositive); });
}

/// (-1)^(n+1) n! zeta(n + 1, x).
Real polygamma(Real x, int64_t order) {
  double factorial = order % 2 ? 1 : -1;
  for (int64_t i = 2; i <= order; ++i)
    factorial *= static_cast<double>(i);
  return inF64(x, [=](Real wide) {
    return reflected(wide, order, order % 2 ? infinity : quietNan,
                     [=](Real positive) { return hurwitzZeta(order + 1, positive) * factorial; });
  });
}

} // namespace burin::lowering
