// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Functions.h"
#include "compiler/lowering/math/RarePath.h"
#include "runtime/cotangent.h"

#include <limits>
#include <numbers>
#include <vector>

namespace burin::lowering {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quietNan = std::numeric_limits<double>::quiet_NaN();

Words words(Real like, long double value) {
  auto high = static_cast<double>(value);
  return words(like, high, static_cast<double>(value - high));
}

Words scaled(Words x, Real powerOfTwo) { return {x.high * powerOfTwo, powerOfTwo * x.low}; }

/// order! x^exponent 2^256 for great x, whose sum of powers would be a sum of numbers below the range of normal ones;
/// else order! x^exponent. f32 has no need of such a scale.
class ScaledPower {
public:
  ScaledPower(int64_t order, Real x) : isGreat(x > 0x1p20), factor(x.constant(1)) {
    long double factorial = 1;
    for (int64_t i = 2; i <= order; ++i)
      factorial *= static_cast<long double>(i);
    factor = words(x, factorial);
    if (x.e->twoWords)
      factor = scaled(factor, choose(0x1p256));
  }

  /// The factor is in the middle: the power alone may be below the range of numbers.
  Words operator()(Words x, int64_t exponent) const {
    if (exponent == 1)
      return x * factor;
    Words half = power(x, exponent / 2), result = half * factor * half;
    return exponent % 2 ? result * x : result;
  }

  Words unscaled(Words sum) const { return sum.high.e->twoWords ? scaled(sum, choose(0x1p-256)) : sum; }

private:
  Real choose(double scale) const { return select(isGreat, factor.high.constant(scale), factor.high.constant(1)); }

  Bits isGreat;
  Words factor;
};

/// The corrections in Euler and Maclaurin's formula for zeta(s, x), divided by the integral's square factor:
/// Bernoulli's numbers by factorials, times s (s + 1) ... (s + 2 j - 2), for the greatest j first.
std::vector<double> eulerMaclaurin(int64_t s) {
  constexpr double bernoulliByFactorial[] = {
      8.33333333333333333e-2,  -1.38888888888888889e-3,  3.30687830687830688e-5,  -8.26719576719576720e-7,
      2.08767569878680990e-8,  -5.28419013868749318e-10, 1.33825365306846788e-11, -3.38968029632258287e-13,
      8.58606205627784456e-15, -2.17486869855806187e-16, 5.50900282836022952e-18, -1.39544646858125233e-19};
  double rising = 1;
  std::vector<double> factors;
  for (int64_t j = 0; j < static_cast<int64_t>(std::size(bernoulliByFactorial)); ++j) {
    rising *= j == 0 ? static_cast<double>(s) : static_cast<double>((s + 2 * j - 1) * (s + 2 * j));
    factors.insert(factors.begin(), rising * bernoulliByFactorial[j]);
  }
  return factors;
}

/// order! zeta(order + 1, x): (x + k)^-(order + 1) for k < count, an integral, and corrections.
Words scaledZeta(int64_t order, Words x) {
  int64_t s = order + 1, count = 6 + s;
  ScaledPower scaledPower(order, x.high);
  Real one = x.high.constant(1);
  auto inverse = [&](int64_t k) { return one / (k == 0 ? x : x + x.high.constant(static_cast<double>(k))); };
  Words end = inverse(count), halfEnd = scaled(end, x.high.constant(0.5));
  Real square = end.high * end.high;
  Words tail =
      words(one, 1.0L / static_cast<long double>(order)) + halfEnd + square * polynomial(square, eulerMaclaurin(s));
  Words result = scaledPower(end, order) * tail;
  for (int64_t k = count - 1; k >= 0; --k)
    result = result + scaledPower(inverse(k), s);
  return scaledPower.unscaled(result);
}

/// The derivative of pi cot(pi x) of this order: an even or odd polynomial of the cotangent.
Words derivativeOfPeriodic(int64_t order, Words cotangent) {
  std::vector<long double> coefficients = runtime::derivative_of_cotangent(order, std::numbers::pi_v<long double>);
  Words square = cotangent * cotangent, result = words(cotangent.high, coefficients[0]);
  for (size_t i = 2; i < coefficients.size(); i += 2)
    result = result * square + words(cotangent.high, coefficients[i]);
  return coefficients.size() % 2 ? result : result * cotangent;
}

/// (-1)^(order + 1) order! zeta(order + 1, x), and by reflection (-1)^order f(1 - x) - (d/dx)^order pi cot(pi x).
struct Formula {
  Bits reflects;
  Words value, periodic;
  Bits isPole;
};

Formula formulaOf(Real x, int64_t order) {
  Bits reflects = x < -0.25;
  Words zeta = scaledZeta(order, select(reflects, sum(x.constant(1), -x), x));
  auto [sine, cosine] = atMultipleOfPi(fractionOf(x));
  Words periodic = derivativeOfPeriodic(order, cosine / sine);
  Words positive = order % 2 ? zeta : -zeta;
  Bits isPole = (x == 0.0) | (reflects & (sine.high == 0.0));
  return {reflects, select(reflects, -zeta - periodic, positive), periodic, isPole};
}

/// Where numbers have no second words: at infinity and where the result overflows.
Real plainPolygamma(Real x, int64_t order) {
  Emitter plain{x.e->b, x.e->loc, x.e->like, /*twoWords=*/false};
  return {x.e, rounded(formulaOf({&plain, x.value}, order).value).value};
}

Real polygamma64(Real x, int64_t order) {
  auto [reflects, formula, periodic, isPole] = formulaOf(x, order);
  Real value = rounded(formula), pole = x.constant(order % 2 ? infinity : quietNan);
  if (!x.e->twoWords)
    return select(isPole, pole, value);
  value = select(value == value, value, plainPolygamma(x, order));
  value = select(isPole, pole, value);
  if (order % 2)
    return value;
  value = select(value == 0.0, x.constant(-0.0), value); // below the range of numbers
  // Between the poles there are zeros, near which f64 has no digits for the difference.
  Bits cancels = reflects & (abs(value) < abs(periodic.high) * 0.25);
  return beyond(0, select(cancels, x, x.constant(0)), value, polygammaInLongDouble(order));
}

} // namespace

Real polygamma(Real x, int64_t order) {
  return inF64([=](Real wide) { return polygamma64(wide, order); }, x);
}

} // namespace burin::lowering
