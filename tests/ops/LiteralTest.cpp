// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

class LiteralTest : public testing::Test {
protected:
  long double rounded(const char *element, long double value) {
    Literal literal(context.type(element));
    literal.setReal(0, value);
    return literal.real(0);
  }
  int64_t wrapped(const char *element, int64_t value) {
    Literal literal(context.type(element));
    literal.setInteger(0, value);
    return literal.integer(0);
  }
  Context context;
};

TEST_F(LiteralTest, roundsToTheNearestEven) {
  EXPECT_EQ(rounded("f32", 0.1L), static_cast<long double>(0.1f));
  EXPECT_EQ(rounded("f64", 0.1L), static_cast<long double>(0.1));
  EXPECT_EQ(rounded("f16", 2049), 2048);
  EXPECT_EQ(rounded("f16", 2051), 2052);
  EXPECT_EQ(rounded("bf16", 257), 256);
  EXPECT_EQ(rounded("bf16", 259), 260);
}

TEST_F(LiteralTest, roundsOnceNotTwice) {
  // Just above the middle of 1 and 1 + 2^-10: rounding to f32 first would lose the excess and give the
  // even 1.
  long double middle = 1 + std::ldexp(1.0L, -11);
  EXPECT_EQ(rounded("f16", middle), 1);
  EXPECT_EQ(rounded("f16", middle + std::ldexp(1.0L, -40)), 1 + std::ldexp(1.0L, -10));
}

TEST_F(LiteralTest, overflowsToInfinityAndKeepsSubnormals) {
  EXPECT_EQ(rounded("f16", 65504), 65504);
  EXPECT_EQ(rounded("f16", 65519), 65504);
  EXPECT_EQ(rounded("f16", 65520), std::numeric_limits<long double>::infinity());
  EXPECT_EQ(rounded("f32", -1e39L), -std::numeric_limits<long double>::infinity());
  EXPECT_EQ(rounded("f16", std::ldexp(1.0L, -24)), std::ldexp(1.0L, -24));
  EXPECT_EQ(rounded("f16", std::ldexp(1.0L, -25)), 0);
  EXPECT_EQ(rounded("f32", std::ldexp(1.0L, -149)), std::ldexp(1.0L, -149));
  EXPECT_TRUE(std::signbit(rounded("f32", -0.0L)));
  EXPECT_TRUE(std::isnan(rounded("bf16", std::numeric_limits<long double>::quiet_NaN())));
}

TEST_F(LiteralTest, wrapsIntegers) {
  EXPECT_EQ(wrapped("i8", 200), -56);
  EXPECT_EQ(wrapped("ui8", -1), 255);
  EXPECT_EQ(wrapped("i32", int64_t{1} << 31), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(wrapped("ui32", -1), 0xFFFFFFFFll);
  EXPECT_EQ(wrapped("i1", 3), 1);
  EXPECT_EQ(wrapped("i64", std::numeric_limits<int64_t>::min()), std::numeric_limits<int64_t>::min());
}

template <class T> static void roundTrip(Context &context, const char *type, std::vector<T> values) {
  std::vector<T> back(values.size());
  auto tensor = context.type(std::to_string(values.size()) + "x" + type);
  Literal::fromMemory(tensor, values.data()).toMemory(back.data());
  EXPECT_EQ(values, back) << type;
}

TEST_F(LiteralTest, memoryRoundTrips) {
  roundTrip<uint8_t>(context, "i1", {0, 1, 1});
  roundTrip<int8_t>(context, "i8", {-128, 127, -1});
  roundTrip<uint64_t>(context, "ui64", {0, ~uint64_t{0}, 1});
  roundTrip<float>(context, "f32", {0.1f, -INFINITY, 1e-45f});
  roundTrip<double>(context, "f64", {0.1, INFINITY, 5e-324});
  roundTrip<uint16_t>(context, "f16", {0x3C00, 0x0001, 0x7C00, 0x8000});
  roundTrip<uint16_t>(context, "bf16", {0x3F80, 0x0001, 0xFF80, 0x8000});
}

} // namespace burin::tests
