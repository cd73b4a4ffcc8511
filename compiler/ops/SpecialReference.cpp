// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/SpecialReference.h"

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

} // namespace burin::ir
