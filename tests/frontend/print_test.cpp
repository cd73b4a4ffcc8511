// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <string>

namespace burin {
namespace {

std::string text(const Array &array) {
  std::ostringstream out;
  out << array;
  return out.str();
}

// Each text is what numpy.array2string gives.
TEST(Print, LikeNumPy) {
  EXPECT_EQ(text(Array::of({1, 20, -3})), "[ 1 20 -3]");
  EXPECT_EQ(text(Array::of({true, false})), "[ True False]");
  EXPECT_EQ(text(Array::of({1.f, 2.5f, 3.f})), "[1.  2.5 3. ]");
  EXPECT_EQ(text(Array::of({{1.f, 2.f}, {3.f, 4.f}})), "[[1. 2.]\n [3. 4.]]");
  EXPECT_EQ(text(Array::of({{{1, 2}}, {{3, 4}}})), "[[[1 2]]\n\n [[3 4]]]");
  EXPECT_EQ(text(Array(1.5f)), "1.5");
  EXPECT_EQ(text(Array(1.f)), "1.0");
  EXPECT_EQ(text(Array(1e-7)), "1e-07");
  EXPECT_EQ(text(Array::of({0.1f, 0.2f})), "[0.1 0.2]");
  EXPECT_EQ(text(Array::of({1.0 / 3, 2.0 / 3})), "[0.33333333 0.66666667]");
  EXPECT_EQ(text(Array::of({1e-10, 1.0})), "[1.e-10 1.e+00]");
  EXPECT_EQ(text(Array::of({std::numeric_limits<float>::quiet_NaN(), 1.f})), "[nan  1.]");
  EXPECT_EQ(text(Array::of({-std::numeric_limits<float>::infinity(), 1.f})), "[-inf   1.]");
  EXPECT_EQ(text(zeros({0})), "[]");
}

TEST(Print, WrapsAndSummarizes) {
  EXPECT_EQ(text(arange(30)), "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n"
                              " 24 25 26 27 28 29]");
  EXPECT_EQ(text(arange(2000)), "[   0    1    2 ... 1997 1998 1999]");
}

TEST(Print, None) { EXPECT_EQ(text(none), "none"); }

} // namespace
} // namespace burin
