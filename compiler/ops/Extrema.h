// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

/// Extrema as IEEE 754's maximum and minimum have them: NaN wins, and -0 is less than 0.
namespace burin::ir {

inline bool isLess(int64_t x, int64_t y, bool isUnsigned) {
  return isUnsigned ? static_cast<uint64_t>(x) < static_cast<uint64_t>(y) : x < y;
}

inline long double maximum(long double x, long double y) {
  if (std::isnan(x) || std::isnan(y))
    return std::numeric_limits<long double>::quiet_NaN();
  return x < y || (x == y && std::signbit(x)) ? y : x;
}

inline long double minimum(long double x, long double y) {
  if (std::isnan(x) || std::isnan(y))
    return std::numeric_limits<long double>::quiet_NaN();
  return x < y || (x == y && std::signbit(x)) ? x : y;
}

} // namespace burin::ir
