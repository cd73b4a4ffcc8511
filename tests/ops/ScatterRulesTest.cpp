// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the walk cannot say of gather and scatter: order, places outside, and derivatives that are refused.
#include "tests/ops/Program.h"

#include <gtest/gtest.h>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

static Sample entries(const std::string &kind, const std::string &mode, bool unique = false) {
  return {"scatter",
          {{"4xf64"}, {"5xi32"}, {"5xf64"}},
          "{update_window_dims = array<i64>, inserted_window_dims = array<i64: 0>, scatter_dims_to_operand_dims = "
          "array<i64: 0>, index_vector_dim = 1 : i64, kind = \"" +
              kind + "\", mode = \"" + mode + "\", unique_indices = " + (unique ? "true" : "false") + "}"};
}

static Literal reals(Context &context, const std::vector<double> &values) {
  Literal x(context.type(std::to_string(values.size()) + "xf64"));
  for (size_t i = 0; i < values.size(); ++i)
    x.setReal(static_cast<int64_t>(i), values[i]);
  return x;
}

static Literal integers(Context &context, const std::vector<int64_t> &values) {
  Literal x(context.type(std::to_string(values.size()) + "xi32"));
  for (size_t i = 0; i < values.size(); ++i)
    x.setInteger(static_cast<int64_t>(i), values[i]);
  return x;
}

static std::vector<double> scattered(const Sample &sample) {
  Context context;
  Program program(context, sample);
  SmallVector<Literal> results;
  EXPECT_TRUE(succeeded(program.rules().evaluate(
      {reals(context, {10, 20, 30, 40}), integers(context, {1, -1, 1, 4, 0}), reals(context, {1, 2, 3, 4, 50})},
      results)));
  std::vector<double> values;
  for (int64_t i = 0; i < results[0].size(); ++i)
    values.push_back(static_cast<double>(results[0].real(i)));
  return values;
}

TEST(Scatter, appliesUpdatesInOrder) {
  EXPECT_EQ(scattered(entries("set", "fill")), (std::vector<double>{50, 3, 30, 40}));
  EXPECT_EQ(scattered(entries("add", "fill")), (std::vector<double>{60, 24, 30, 40}));
  EXPECT_EQ(scattered(entries("mul", "fill")), (std::vector<double>{500, 60, 30, 40}));
  EXPECT_EQ(scattered(entries("min", "fill")), (std::vector<double>{10, 1, 30, 40}));
  EXPECT_EQ(scattered(entries("max", "fill")), (std::vector<double>{50, 20, 30, 40}));
}

TEST(Scatter, movesWindowsInsideWhenItClips) {
  EXPECT_EQ(scattered(entries("add", "clip")), (std::vector<double>{62, 24, 30, 44}));
}

static std::string linearized(const Sample &sample, bool ofUpdates) {
  Context context;
  Program program(context, sample);
  SmallVector<Value> results, tangents(3);
  unsigned number = ofUpdates ? 2 : 0;
  tangents[number] = program.argument(program.op->getOperand(number).getType());
  EXPECT_NE(succeeded(program.rules().linearize(program.b, tangents, results)), ofUpdates);
  return context.takeDiagnostics();
}

TEST(Scatter, catches_productsOfUpdatesThatMayMeet) {
  EXPECT_NE(linearized(entries("mul", "fill"), true).find("promise unique_indices"), std::string::npos);
}

TEST(Scatter, does_not_flag_productsByTheOperand) { EXPECT_EQ(linearized(entries("mul", "fill"), false), ""); }

/// Updates and operand that attain the extremum share its slope: of 2 and the updates 2, 2 each has a third.
TEST(Scatter, tiesOfExtremaShareTheSlope) {
  Context context;
  Program program(context, entries("max", "fill"));
  Value tangent = program.argument(program.op->getOperand(2).getType());
  SmallVector<Value> results;
  ASSERT_TRUE(succeeded(program.rules().linearize(program.b, {nullptr, nullptr, tangent}, results)));
  ir::Evaluator evaluator;
  evaluator.set(program.op->getOperand(0), reals(context, {2, 2, 2, 2}));
  evaluator.set(program.op->getOperand(1), integers(context, {0, 0, 1, 2, -1}));
  evaluator.set(program.op->getOperand(2), reals(context, {2, 2, 1, 3, 9}));
  evaluator.set(tangent, reals(context, {1, 10, 100, 1000, 10000}));
  ASSERT_TRUE(succeeded(evaluator.run(program.op)));
  for (Operation *op : program.emitted())
    ASSERT_TRUE(succeeded(evaluator.run(op)));
  const Literal &result = evaluator.get(results[0]);
  EXPECT_NEAR(static_cast<double>(result.real(0)), 11.0 / 3, 1e-12);
  EXPECT_EQ(static_cast<double>(result.real(1)), 0);
  EXPECT_EQ(static_cast<double>(result.real(2)), 1000);
  EXPECT_EQ(static_cast<double>(result.real(3)), 0);
}

} // namespace burin::tests
