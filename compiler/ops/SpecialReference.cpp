// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/SpecialReference.h"

#include "compiler/lowering/math/Cotangent.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace burin::ir {

static constexpr long double infinity = std::numeric_limits<long double>::infinity();
static constexpr long double quietNan = std::numeric_limits<long double>::quiet_NaN();
static constexpr long double pi = std::numbers::pi_v<long double>;

/// Halley's iteration from Winitzki's approximation; erfc keeps the digits of 1 - x.
static long double erfInvOfPositive(long double x) {
  constexpr long double a = 0.147L;
  long double logarithm = std::log((1 - x) * (1 + x)), half = 2 / (pi * a) + logarithm / 2;
  long double y = std::sqrt(std::sqrt(half * half - logarithm / a) - half);
  for (int i = 0; i < 6; ++i) {
    long double miss = x < 0.5L ? std::erf(y) - x : (1 - x) - std::erfc(y);
    long double step = miss / (2 * std::numbers::inv_sqrtpi_v<long double> * std::exp(-y * y));
    y -= step / (1 + y * step);
  }
  return y;
}

long double referenceErfInv(long double x) {
  if (x == 0 || std::isnan(x))
    return x;
  if (std::fabs(x) > 1)
    return quietNan;
  return std::copysign(std::fabs(x) == 1 ? infinity : erfInvOfPositive(std::fabs(x)), x);
}

/// The positive zero of digamma in two parts, of which the first is an f64.
static constexpr long double zeroOfDigamma = 0x1.762d86356be3fp+0L, restOfZero = 0x1.b86a722197829p-54L;

static bool isPole(long double x) { return x <= 0 && x == std::floor(x); }

/// Exact at its poles and zeros.
static long double cotangentOfPi(long double x) {
  long double r = x - std::nearbyint(x);
  return std::fabs(r) > 0.25L ? std::copysign(std::tan(pi * (0.5L - std::fabs(r))), r) : 1 / std::tan(pi * r);
}

/// Bernoulli's numbers B(2), B(4)...
static constexpr long double bernoulli[] = {1.0L / 6,       -1.0L / 30,      1.0L / 42, -1.0L / 30,
                                            5.0L / 66,      -691.0L / 2730,  7.0L / 6,  -3617.0L / 510,
                                            43867.0L / 798, -174611.0L / 330};

/// Shifted to where the asymptotic series has all digits.
static long double digammaOfPositive(long double x) {
  long double sum = 0;
  for (; x < 30; x += 1)
    sum -= 1 / x;
  long double inverseSquare = 1 / (x * x), power = 1, series = 0;
  for (int j = 1; j <= 10; ++j) {
    power *= inverseSquare;
    series += bernoulli[j - 1] / (2 * j) * power;
  }
  return sum + (std::log(x) - 1 / (2 * x) - series);
}

/// zeta(s, x) by Euler and Maclaurin.
static long double hurwitzZeta(int64_t s, long double x) {
  long double sum = 0, order = static_cast<long double>(s);
  int64_t count = 30 + s;
  for (int64_t k = count - 1; k >= 0; --k)
    sum += std::pow(x + static_cast<long double>(k), -order);
  long double end = x + static_cast<long double>(count), tail = 1 / (order - 1) + 1 / (2 * end);
  long double factor = order / 2; // s (s + 1) ... (s + 2 j - 2) / (2 j)!
  for (int j = 1; j <= 10; ++j) {
    tail += bernoulli[j - 1] * factor * std::pow(end, -2.0L * j);
    factor *= (order + 2 * j - 1) * (order + 2 * j) / ((2 * j + 1) * (2 * j + 2));
  }
  return sum + std::pow(end, 1 - order) * tail;
}

static long double polygammaOfPositive(int64_t order, long double x) {
  if (std::isinf(x))
    return order % 2 ? 0.0L : -0.0L;
  long double factorial = std::tgamma(static_cast<long double>(order) + 1);
  return (order % 2 ? 1 : -1) * factorial * hurwitzZeta(order + 1, x);
}

long double referencePolygamma(int64_t order, long double x) {
  if (isPole(x))
    return order % 2 ? infinity : quietNan;
  if (!(x < 0))
    return polygammaOfPositive(order, x);
  long double cotangent = cotangentOfPi(x), periodic = 0;
  for (long double coefficient : lowering::derivativeOfCotangent(order))
    periodic = periodic * cotangent + coefficient;
  return (order % 2 ? -1 : 1) * polygammaOfPositive(order, 1 - x) - periodic;
}

/// Taylor's series at the zero, where the shifted sum cancels.
static long double digammaNearZero(long double distance) {
  long double sum = 0, power = 1;
  for (int order = 1; order <= 16; ++order) {
    power *= distance / order;
    sum += referencePolygamma(order, zeroOfDigamma) * power;
  }
  return sum;
}

long double referenceDigamma(long double x) {
  if (isPole(x))
    return quietNan;
  long double distance = x - zeroOfDigamma - restOfZero;
  if (std::fabs(distance) < 0.05L)
    return digammaNearZero(distance);
  return x < 0 ? digammaOfPositive(1 - x) - pi * cotangentOfPi(x) : digammaOfPositive(x);
}

} // namespace burin::ir
