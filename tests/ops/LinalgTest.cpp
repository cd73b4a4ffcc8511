// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the factors and solutions of the reference are, apart from the rules that the walk checks.
#include "tests/ops/Program.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {
namespace {

class LinalgRules : public testing::Test {
protected:
  Literal evaluate(const Sample &sample, ArrayRef<Literal> operands) {
    Program program(context, sample);
    SmallVector<Literal> results;
    EXPECT_TRUE(succeeded(program.rules().evaluate(operands, results)));
    return results[0];
  }

  static Sample cholesky(const char *type, bool lower) {
    return {"cholesky", {{type, -1, 1, 5}}, lower ? "{lower = true}" : "{lower = false}"};
  }

  Context context;
  Random random{7};
};

TEST_F(LinalgRules, factorTimesItsTransposeIsTheMatrix) {
  constexpr int64_t n = 5;
  for (bool lower : {true, false}) {
    Sample sample = cholesky("5x5xf64", lower);
    Literal a = randomOperands(context, sample, random)[0], l = evaluate(sample, a);
    auto at = [&](const Literal &x, int64_t i, int64_t j) { return x.real(lower ? i * n + j : j * n + i); };
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j <= i; ++j) {
        long double product = 0;
        for (int64_t k = 0; k < n; ++k)
          product += at(l, i, k) * at(l, j, k);
        EXPECT_NEAR(static_cast<double>(product), static_cast<double>(at(a, i, j)), 1e-13);
        EXPECT_TRUE(i == j || at(l, j, i) == 0);
      }
  }
}

TEST_F(LinalgRules, aMatrixThatIsNotPositiveDefiniteGivesNanAndNoOtherOne) {
  Literal a(context.type("2x2x2xf64"));
  for (int64_t i : {0, 3, 4})
    a.setReal(i, 1);
  Literal l = evaluate(cholesky("2x2x2xf64", true), a); // the identity, and diag(1, 0)
  EXPECT_EQ(l.real(0), 1);
  EXPECT_EQ(l.real(3), 1);
  EXPECT_TRUE(std::isnan(l.real(4)) && std::isnan(l.real(6)) && std::isnan(l.real(7)));
  EXPECT_EQ(l.real(5), 0);
}

TEST_F(LinalgRules, onlyTheNamedTriangleIsRead) {
  for (bool lower : {true, false}) {
    Sample sample = cholesky("3x3xf64", lower);
    Literal a = randomOperands(context, sample, random)[0], other = a;
    for (int64_t i : {3, 6, 7})
      other.setReal(lower ? i % 3 * 3 + i / 3 : i, std::nan(""));
    EXPECT_EQ(difference(evaluate(sample, a), evaluate(sample, other), 0), "");
  }
}

} // namespace
} // namespace burin::tests
