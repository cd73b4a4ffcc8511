// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/polygamma.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace burin::runtime {
namespace {

struct Golden {
  std::int64_t order;
  double x;
  long double value;
};

// tools/golden/make_polygamma.py
const Golden goldens[] = {
#include "tests/runtime/polygamma_goldens.inc"
};

/// A fifth of a unit of the last place of f64: what compiled code is compared with is nearly exact, also next to zeros.
TEST(Polygamma, isExactToAFifthOfAUnit) {
  for (const Golden &golden : goldens) {
    long double unit = std::ldexp(1.0L, std::ilogb(golden.value) - 52);
    EXPECT_LE(std::fabs(polygamma(golden.order, golden.x) - golden.value), unit / 5)
        << "order " << golden.order << " at " << golden.x;
  }
}

TEST(Polygamma, polesAndInfinities) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (double pole : {0.0, -0.0, -1.0, -7.0, -infinity}) {
    EXPECT_TRUE(std::isnan(polygamma(0, pole)));
    EXPECT_EQ(polygamma(1, pole), infinity);
    EXPECT_TRUE(std::isnan(polygamma(2, pole)));
  }
  EXPECT_EQ(polygamma(0, infinity), infinity);
  EXPECT_EQ(polygamma(3, infinity), 0);
  EXPECT_TRUE(std::isnan(polygamma(0, NAN)));
  EXPECT_TRUE(std::isnan(polygamma(1, NAN)));
}

TEST(Polygamma, ofGeneratedCodeIsTheSame) { EXPECT_EQ(burin_polygamma(2.5L, 1), polygamma(1, 2.5L)); }

} // namespace
} // namespace burin::runtime
