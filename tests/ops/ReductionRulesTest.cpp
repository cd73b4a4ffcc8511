// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the generators of reductions are built from: identity, combine, finish and beats, folded, equal
// evaluate.
#include "tests/ops/Program.h"
#include "tests/ops/ScalarFolder.h"

#include "compiler/ops/Indices.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

static const char *const dtypes[] = {"i1", "i8", "i32", "i64", "ui8", "ui32", "ui64", "f16", "bf16", "f32", "f64"};

static Literal evaluated(Program &program, ArrayRef<Literal> operands) {
  SmallVector<Literal> results;
  EXPECT_TRUE(succeeded(program.rules().evaluate(operands, results)));
  return results[0];
}

static Literal reduced(Program &program, const Literal &x) {
  auto rule = cast<ir::ReductionOp>(program.op);
  OpBuilder &b = program.b;
  Location loc = program.op->getLoc();
  Literal result(ir::Emit::typeOf(program.op->getResult(0)));
  ArrayRef<int64_t> shape = x.type().getShape();
  ir::AxisList kept = ir::otherAxes(rule.reducedAxes(), shape.size());
  std::vector<Value> accumulators(result.size(), rule.identity(b, loc));
  int64_t from = 0;
  ir::forEachIndex(shape, [&](ArrayRef<int64_t> index) {
    Value &accumulator = accumulators[ir::positionOf(ir::permuted(index, kept), result.type().getShape())];
    accumulator = rule.combine(b, loc, accumulator, scalarOf(b, loc, x, from++));
  });
  for (int64_t i = 0; i < result.size(); ++i)
    storeScalar(foldScalar(rule.finish(b, loc, accumulators[i])), result, i);
  return result;
}

/// For all dtypes that the operation does not refuse; elements up to `greatest`.
static void expectRulesEqualEvaluate(ArrayRef<const char *> ops, double greatest, const char *refusal) {
  for (const char *op : ops)
    for (const char *dtype : dtypes)
      for (const char *shape : {"3x4x2x", "3x0x2x"}) {
        SCOPED_TRACE(std::string(op) + " " + shape + dtype);
        Context context;
        bool isBool = std::string(dtype) == "i1";
        Sample sample{
            op, {{(std::string(shape) + dtype).c_str(), 0, isBool ? 1.0 : greatest}}, "{axes = array<i64: 1, 0>}"};
        Program program(context, sample);
        if (!program.op) {
          EXPECT_NE(program.inference.problem.find(refusal), std::string::npos) << program.inference.problem;
          continue;
        }
        Random random(3);
        std::vector<Literal> operands = randomOperands(context, sample, random);
        double tolerance = std::string(dtype) == "f16" || std::string(dtype) == "bf16" ? 1e-2 : 1e-6;
        EXPECT_EQ(difference(reduced(program, operands[0]), evaluated(program, operands), tolerance), "");
      }
}

TEST(ReductionRules, equalEvaluate) {
  expectRulesEqualEvaluate({"reduce_sum", "reduce_max", "reduce_min"}, 100, "has dtype bool; expected a number");
  expectRulesEqualEvaluate({"reduce_prod"}, 2, "has dtype bool; expected a number");
  expectRulesEqualEvaluate({"reduce_and", "reduce_or", "reduce_xor"}, 100, "expected an integer dtype or bool");
}

TEST(ReductionRules, halfPrecisionAccumulatesInF32) {
  Context context;
  Program program(context, {"reduce_sum", {{"4096xf16"}}, "{axes = array<i64: 0>}"});
  auto rule = cast<ir::ReductionOp>(program.op);
  EXPECT_TRUE(rule.identity(program.b, program.op->getLoc()).getType().isF32());
}

static Literal reals(Context &context, const char *type, ArrayRef<double> values) {
  Literal literal(context.type(type));
  for (auto [i, value] : llvm::enumerate(values))
    literal.setReal(static_cast<int64_t>(i), value);
  return literal;
}

TEST(ReductionRules, extremaOfNaNAreNaN) {
  for (const char *op : {"reduce_max", "reduce_min"}) {
    Context context;
    Program program(context, {op, {{"3xf64"}}, "{axes = array<i64: 0>}"});
    Literal x = reals(context, "3xf64", {1, NAN, 2});
    EXPECT_TRUE(std::isnan(evaluated(program, x).real(0))) << op;
    EXPECT_TRUE(std::isnan(reduced(program, x).real(0))) << op;
  }
}

TEST(ReductionRules, tiesShareTheTangent) {
  Context context;
  Program program(context, {"reduce_max", {{"4xf64"}}, "{axes = array<i64: 0>}"});
  SmallVector<Value> results;
  Value tangent = program.argument(context.type("4xf64"));
  ASSERT_TRUE(succeeded(program.rules().linearize(program.b, tangent, results)));
  ir::Evaluator evaluator;
  evaluator.set(program.op->getOperand(0), reals(context, "4xf64", {5, 1, 5, 2}));
  evaluator.set(tangent, reals(context, "4xf64", {1, 10, 3, 10}));
  ASSERT_TRUE(succeeded(evaluator.run(program.op)));
  for (Operation *op : program.emitted())
    ASSERT_TRUE(succeeded(evaluator.run(op)));
  EXPECT_EQ(evaluator.get(results[0]).real(0), 2);
}

static int64_t indexOfBest(Program &program, const Literal &x) {
  auto rule = cast<ir::ArgReductionOp>(program.op);
  Location loc = program.op->getLoc();
  int64_t best = 0;
  for (int64_t i = 1; i < x.size(); ++i) {
    Value wins = rule.beats(program.b, loc, scalarOf(program.b, loc, x, i), scalarOf(program.b, loc, x, best));
    if (!cast<IntegerAttr>(foldScalar(wins)).getValue().isZero())
      best = i;
  }
  return best;
}

TEST(ArgReductionRules, firstOfEqualsAndNaNs) {
  const std::vector<std::vector<double>> rows = {
      {1, 3, 3, 2}, {2, NAN, 7, NAN}, {-INFINITY, -INFINITY, INFINITY, INFINITY}, {NAN, 1, 2, 0}, {0, -0.0, 0, 0}};
  const int64_t most[] = {1, 1, 2, 0, 0}, least[] = {0, 1, 0, 0, 0};
  for (size_t i = 0; i < rows.size(); ++i) {
    Context context;
    Literal x = reals(context, "4xf64", rows[i]);
    Program argmax(context, {"argmax", {{"4xf64"}}, "{axis = 0 : i64, dtype = i32}"});
    Program argmin(context, {"argmin", {{"4xf64"}}, "{axis = 0 : i64, dtype = ui8}"});
    EXPECT_EQ(evaluated(argmax, x).integer(0), most[i]) << i;
    EXPECT_EQ(indexOfBest(argmax, x), most[i]) << i;
    EXPECT_EQ(evaluated(argmin, x).integer(0), least[i]) << i;
    EXPECT_EQ(indexOfBest(argmin, x), least[i]) << i;
  }
}

TEST(ArgReductionRules, equalEvaluateForIntegers) {
  for (const char *op : {"argmax", "argmin"})
    for (const char *dtype : {"i1", "i8", "ui8", "i64", "ui64"}) {
      Context context;
      Random random(11);
      Sample sample{op, {{(std::string("9x") + dtype).c_str(), 0, 1}}, "{axis = 0 : i64, dtype = i64}"};
      Program program(context, sample);
      Literal x(context.type(std::string("9x") + dtype));
      for (int64_t i = 0; i < x.size(); ++i)
        x.setInteger(i, static_cast<int64_t>(random()));
      EXPECT_EQ(indexOfBest(program, x), evaluated(program, x).integer(0)) << op << " " << dtype;
    }
}

} // namespace burin::tests
