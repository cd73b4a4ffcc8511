// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tangents are finite differences, cotangents are the adjoint of tangents.
#include "tests/ops/Walk.h"

#include <cmath>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {
namespace {

// linearize

/// The derivative along the tangents by central differences; null for results that are not floating.
std::vector<Literal> differences(ir::ArrayOp rules, ArrayRef<Literal> x, ArrayRef<Literal> tangents, unsigned mask) {
  constexpr long double step = 1e-6L;
  SmallVector<Literal> ends[2];
  for (int side : {0, 1}) {
    SmallVector<Literal> at(x);
    for (unsigned i = 0; i < x.size(); ++i)
      if (mask >> i & 1)
        at[i] = axpy(x[i], side ? step : -step, tangents[i]);
    EXPECT_TRUE(succeeded(rules.evaluate(at, ends[side])));
  }
  std::vector<Literal> slopes;
  for (auto [low, high] : llvm::zip_equal(ends[0], ends[1])) {
    slopes.push_back(low.floating() ? slope(low, high, 2 * step) : Literal());
  }
  return slopes;
}

void expectFiniteDifferences(Case &c, unsigned mask) {
  SmallVector<Value> tangents = c.addTangents(mask), results;
  ASSERT_TRUE(succeeded(c.rules().linearize(c.program.b, tangents, results))) << c.context.takeDiagnostics();
  ASSERT_EQ(results.size(), c.op()->getNumResults());
  ASSERT_TRUE(c.program.verifies()) << c.context.takeDiagnostics();
  for (auto [result, primal] : llvm::zip_equal(results, c.op()->getResults())) {
    EXPECT_TRUE(!result || result.getType() == primal.getType());
    EXPECT_TRUE(!result || isReal(primal)) << "a result that is not floating has a tangent";
  }
  if (!c.isOfF64() || tangentIsZeroByDefinition(c.sample.op))
    return;

  ir::Evaluator evaluator;
  std::vector<Literal> directions(c.operands.size());
  for (unsigned i = 0; i < c.operands.size(); ++i) {
    evaluator.set(c.op()->getOperand(i), c.operands[i]);
    if (mask >> i & 1)
      evaluator.set(tangents[i], directions[i] = randomLiteral(c.operands[i].type(), -1, 1, c.random));
  }
  ASSERT_TRUE(succeeded(evaluator.run(c.op())));
  ASSERT_TRUE(c.runEmitted(evaluator)) << c.context.takeDiagnostics();
  std::vector<Literal> expected = differences(c.rules(), c.operands, directions, mask);
  for (auto [result, slope] : llvm::zip_equal(results, expected)) {
    if (!slope.type())
      continue;
    EXPECT_EQ(difference(result ? evaluator.get(result) : Literal(slope.type()), slope, 1e-6), "")
        << (result ? "" : "symbolic zero, ") << "mask " << mask;
  }
}

// transpose

/// Cotangents of `inputs` from those of `outputs`, through the linear operations `ops`.
class Transposition {
public:
  Transposition(Program &program, ArrayRef<Value> inputs) : program_(program), e_(program.b, program.op->getLoc()) {
    for (Value input : inputs)
      if (input)
        linear_.insert(input);
  }

  void seed(Value output, Value cotangent) { add(output, cotangent); }
  Value cotangentOf(Value value) { return cotangents_.lookup(value); }

  LogicalResult run(ArrayRef<Operation *> ops) {
    for (Operation *op : ops)
      if (llvm::any_of(op->getOperands(), [&](Value operand) { return linear_.contains(operand); }))
        linear_.insert(op->result_begin(), op->result_end());
    for (Operation *op : llvm::reverse(ops))
      if (llvm::any_of(op->getResults(), [&](Value result) { return cotangents_.contains(result); }))
        if (failed(transpose(op)))
          return failure();
    return success();
  }

private:
  void add(Value value, Value cotangent) {
    Value &sum = cotangents_[value];
    sum = e_.accumulate(sum, cotangent);
  }

  LogicalResult transpose(Operation *op) {
    auto linear = llvm::map_to_vector(op->getOperands(), [&](Value operand) { return linear_.contains(operand); });
    if (!llvm::is_contained(linear, true))
      return success();
    auto cotangents = llvm::map_to_vector(op->getResults(), [&](Value result) { return cotangents_.lookup(result); });
    SmallVector<Value> results(op->getNumOperands());
    if (failed(cast<ir::ArrayOp>(op).transpose(program_.b, cotangents, linear, results)))
      return failure();
    for (auto [operand, isLinear, cotangent] : llvm::zip_equal(op->getOperands(), linear, results)) {
      EXPECT_TRUE(isLinear || !cotangent) << "cotangent of an operand that is not linear";
      if (!cotangent)
        continue;
      EXPECT_EQ(cotangent.getType(), operand.getType());
      add(operand, cotangent);
    }
    return success();
  }

  Program &program_;
  ir::Emit e_;
  llvm::SmallPtrSet<Value, 8> linear_;
  llvm::DenseMap<Value, Value> cotangents_;
};

/// A cotangent of each result that has a tangent, as a new argument of the function.
SmallVector<Value> seedCotangents(Case &c, Transposition &transposition, ArrayRef<Value> tangents) {
  SmallVector<Value> cotangents;
  for (Value tangent : tangents) {
    cotangents.push_back(tangent ? c.program.argument(tangent.getType()) : Value());
    if (tangent)
      transposition.seed(tangent, cotangents.back());
  }
  return cotangents;
}

void expectAdjoint(Case &c, unsigned mask) {
  SmallVector<Value> tangents = c.addTangents(mask), results;
  unsigned before = c.program.emitted().size();
  ASSERT_TRUE(succeeded(c.rules().linearize(c.program.b, tangents, results)));
  SmallVector<Operation *> linear = c.program.emitted();
  linear.erase(linear.begin(), linear.begin() + before);

  Transposition transposition(c.program, tangents);
  SmallVector<Value> cotangents = seedCotangents(c, transposition, results);
  ASSERT_TRUE(succeeded(transposition.run(linear))) << c.context.takeDiagnostics();
  ASSERT_TRUE(c.program.verifies()) << c.context.takeDiagnostics();
  if (!c.isOfF64())
    return;

  ir::Evaluator evaluator;
  for (auto [operand, literal] : llvm::zip_equal(c.op()->getOperands(), c.operands))
    evaluator.set(operand, literal);
  for (ArrayRef<Value> seeds : {ArrayRef<Value>(tangents), ArrayRef<Value>(cotangents)})
    for (Value seed : seeds)
      if (seed)
        evaluator.set(seed, randomLiteral(ir::Emit::typeOf(seed), -1, 1, c.random));
  ASSERT_TRUE(succeeded(evaluator.run(c.op())));
  ASSERT_TRUE(c.runEmitted(evaluator)) << c.context.takeDiagnostics();

  long double forward = 0, backward = 0;
  for (auto [result, cotangent] : llvm::zip_equal(results, cotangents))
    if (result)
      forward += innerProduct(evaluator.get(result), evaluator.get(cotangent));
  for (Value tangent : tangents)
    if (Value cotangent = tangent ? transposition.cotangentOf(tangent) : Value())
      backward += innerProduct(evaluator.get(tangent), evaluator.get(cotangent));
  long double scale = std::max({1.0L, std::fabs(forward), std::fabs(backward)});
  EXPECT_NEAR(static_cast<double>(forward / scale), static_cast<double>(backward / scale), 1e-12) << "mask " << mask;
}

/// With all floating operands linear the rule answers or says why not.
void expectAnswerOrRefusal(Case &c) {
  SmallVector<Value> cotangents;
  for (Value result : c.op()->getResults())
    cotangents.push_back(isReal(result) ? c.program.argument(result.getType()) : Value());
  auto linear = llvm::map_to_vector(c.op()->getOperands(), [](Value operand) { return isReal(operand); });
  SmallVector<Value> results(c.op()->getNumOperands());
  bool answered = succeeded(c.rules().transpose(c.program.b, cotangents, linear, results));
  bool refused = c.context.takeDiagnostics().find("it cannot be differentiated: ") != std::string::npos;
  EXPECT_NE(answered, refused);
}

} // namespace

TEST_P(Walk, tangentsAreFiniteDifferences) {
  forEachVariant([](Case &c) {
    for (unsigned mask : c.tangentMasks())
      expectFiniteDifferences(c, mask);
  });
}

TEST_P(Walk, transposeIsTheAdjointOfLinearize) {
  forEachVariant([](Case &c) {
    for (unsigned mask : c.tangentMasks())
      expectAdjoint(c, mask);
  });
}

TEST_P(Walk, transposeAnswersOrRefuses) { forEachVariant(expectAnswerOrRefusal); }

} // namespace burin::tests
