// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Words.h"
#include "tests/kernels/MathReference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace burin::testing {
namespace {

using namespace mlir;
using lowering::Emitter;
using lowering::Real;
using lowering::Words;

template <auto formula, bool twoWords> Value emit(OpBuilder &b, Location loc, Value x, Value y) {
  Emitter e{b, loc, x.getType(), twoWords};
  return formula(Real{&e, x}, Real{&e, y}).value;
}

Real restOfProduct(Real x, Real y) { return *lowering::product(x, y).low; }
Real restOfSum(Real x, Real y) { return *lowering::sum(x, y).low; }
Real restOfQuotient(Real x, Real y) { return *(Words(x) / Words(y)).low; }
Real plainProduct(Real x, Real y) { return lowering::rounded(Words(x) * Words(y)); }

using EmitBinary = Value (*)(OpBuilder &, Location, Value, Value);

/// Calls `check(x, y, result)` for random numbers of similar sizes.
template <class Check> void onRandomPairs(EmitBinary emit, Check check) {
  constexpr int64_t size = 4099;
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> distribution(-3, 3);
  std::vector<double> x(size), y(size), results(size);
  for (int64_t i = 0; i < size; ++i)
    x[i] = distribution(random), y[i] = distribution(random);
  compileBinary(emit, /*f64=*/true)(0, size, x.data(), y.data(), results.data());
  for (int64_t i = 0; i < size && !::testing::Test::HasFailure(); ++i)
    check(x[i], y[i], results[i]);
}

/// Also without fma, where a product and a sum would leave 0.
TEST(Words, productsKeepTheirRest) {
  onRandomPairs(emit<restOfProduct, true>, [](double x, double y, double rest) {
    EXPECT_NEAR(rest, std::fma(x, y, -(x * y)), std::ldexp(std::fabs(x * y), -104)) << x << " " << y;
  });
}

TEST(Words, sumsKeepTheirRest) {
  onRandomPairs(emit<restOfSum, true>, [](double x, double y, double rest) {
    double greater = std::fabs(x) < std::fabs(y) ? y : x, lesser = std::fabs(x) < std::fabs(y) ? x : y;
    EXPECT_EQ(rest, lesser - ((x + y) - greater)) << x << " " << y;
  });
}

TEST(Words, quotientsKeepTheirRest) {
  onRandomPairs(emit<restOfQuotient, true>, [](double x, double y, double rest) {
    long double exact = static_cast<long double>(x) / y - static_cast<long double>(x / y);
    EXPECT_NEAR(rest, static_cast<double>(exact), std::ldexp(std::fabs(x / y), -62)) << x << " " << y;
  });
}

TEST(Words, arePlainNumbersWhereNobodyAsksForMore) {
  onRandomPairs(emit<plainProduct, false>,
                [](double x, double y, double result) { EXPECT_EQ(result, x * y) << x << " " << y; });
  std::string text = compileBinary(emit<plainProduct, false>, /*f64=*/true).assembly();
  EXPECT_EQ(text.find("vfm"), std::string::npos) << text;
}

} // namespace
} // namespace burin::testing
