// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every registered operation against its rules: each rule works or is refused with a reason.
#include "tests/ops/Program.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringSet.h"

#include <gtest/gtest.h>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

class Walk : public testing::TestWithParam<Sample> {
protected:
  Walk() : program(context, GetParam()) {
    if (program.op)
      operands = randomOperands(context, GetParam(), random);
  }
  void SetUp() override { ASSERT_TRUE(program.op) << program.inference.problem; }

  SmallVector<Literal> evaluate(ArrayRef<Literal> at) {
    SmallVector<Literal> results;
    EXPECT_TRUE(succeeded(program.rules().evaluate(at, results))) << context.takeDiagnostics();
    return results;
  }

  /// All emitted operations whose operands have values.
  bool runEmitted(ir::Evaluator &evaluator) {
    return llvm::all_of(program.emitted(), [&](Operation *op) {
      bool ready = llvm::all_of(op->getOperands(), [&](Value operand) { return evaluator.knows(operand); });
      return !ready || succeeded(evaluator.run(op));
    });
  }

  /// A tangent of each floating operand in `mask`, as a new argument of the function; null elsewhere.
  SmallVector<Value> addTangents(unsigned mask);
  std::vector<unsigned> tangentMasks();

  Context context;
  Random random{20250101};
  Program program;
  std::vector<Literal> operands;
};

static bool isReal(Value value) { return ir::isFloating(ir::Emit::typeOf(value).getElementType()); }

SmallVector<Value> Walk::addTangents(unsigned mask) {
  SmallVector<Value> tangents;
  for (unsigned i = 0; i < operands.size(); ++i)
    tangents.push_back(mask >> i & 1 ? program.argument(program.op->getOperand(i).getType()) : Value());
  return tangents;
}

/// Each floating operand alone, and all of them.
std::vector<unsigned> Walk::tangentMasks() {
  std::vector<unsigned> masks;
  unsigned all = 0;
  for (unsigned i = 0; i < operands.size(); ++i)
    if (isReal(program.op->getOperand(i))) {
      masks.push_back(1u << i);
      all |= 1u << i;
    }
  if (masks.size() > 1)
    masks.push_back(all);
  return masks;
}

// infer, verify

TEST_P(Walk, inferredTypesVerify) {
  EXPECT_TRUE(succeeded(verify(program.op))) << context.takeDiagnostics();
  Value result = program.op->getResult(0);
  auto type = ir::Emit::typeOf(result);
  Type other = type.getElementType().isF16() ? program.b.getF32Type() : program.b.getF16Type();
  result.setType(RankedTensorType::get(type.getShape(), other));
  EXPECT_TRUE(failed(verify(program.op)));
  EXPECT_NE(context.takeDiagnostics(), "");
}

// evaluate

TEST_P(Walk, evaluateGivesTheInferredTypes) {
  SmallVector<Literal> results = evaluate(operands);
  ASSERT_EQ(results.size(), program.op->getNumResults());
  for (auto [literal, type] : llvm::zip_equal(results, program.op->getResultTypes()))
    EXPECT_EQ(literal.type(), type);
}

// linearize

/// The derivative along the tangents by central differences; null for results that are not floating.
static std::vector<Literal> differences(ir::ArrayOp rules, ArrayRef<Literal> x, ArrayRef<Literal> tangents,
                                        unsigned mask) {
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
    Literal slope = low.floating() ? Literal(low.type()) : Literal();
    for (int64_t i = 0; low.floating() && i < low.size(); ++i)
      slope.setReal(i, (high.real(i) - low.real(i)) / (2 * step));
    slopes.push_back(std::move(slope));
  }
  return slopes;
}

static bool allF64(Operation *op) {
  return llvm::all_of(op->getOperands(),
                      [](Value value) { return !isReal(value) || ir::Emit::typeOf(value).getElementType().isF64(); });
}

TEST_P(Walk, tangentsAreFiniteDifferences) {
  for (unsigned mask : tangentMasks()) {
    SmallVector<Value> tangents = addTangents(mask), results;
    ASSERT_TRUE(succeeded(program.rules().linearize(program.b, tangents, results))) << context.takeDiagnostics();
    ASSERT_EQ(results.size(), program.op->getNumResults());
    ASSERT_TRUE(program.verifies()) << context.takeDiagnostics();
    if (!allF64(program.op) || tangentIsZeroByDefinition(GetParam().op))
      continue;

    ir::Evaluator evaluator;
    std::vector<Literal> directions(operands.size());
    for (unsigned i = 0; i < operands.size(); ++i) {
      evaluator.set(program.op->getOperand(i), operands[i]);
      if (mask >> i & 1)
        evaluator.set(tangents[i], directions[i] = randomLiteral(operands[i].type(), -1, 1, random));
    }
    ASSERT_TRUE(succeeded(evaluator.run(program.op)));
    ASSERT_TRUE(runEmitted(evaluator)) << context.takeDiagnostics();
    std::vector<Literal> expected = differences(program.rules(), operands, directions, mask);
    for (auto [result, slope] : llvm::zip_equal(results, expected)) {
      if (!slope.type())
        EXPECT_FALSE(result) << "a result that is not floating has a tangent";
      else if (result)
        EXPECT_EQ(difference(evaluator.get(result), slope, 1e-6), "");
      else
        EXPECT_EQ(difference(Literal(slope.type()), slope, 1e-6), "") << "symbolic zero";
    }
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

TEST_P(Walk, transposeIsTheAdjointOfLinearize) {
  for (unsigned mask : tangentMasks()) {
    SmallVector<Value> tangents = addTangents(mask), results, cotangents;
    unsigned before = program.emitted().size();
    ASSERT_TRUE(succeeded(program.rules().linearize(program.b, tangents, results)));
    SmallVector<Operation *> linear = program.emitted();
    linear.erase(linear.begin(), linear.begin() + before);

    Transposition transposition(program, tangents);
    for (Value result : results) {
      cotangents.push_back(result ? program.argument(result.getType()) : Value());
      if (result)
        transposition.seed(result, cotangents.back());
    }
    ASSERT_TRUE(succeeded(transposition.run(linear))) << context.takeDiagnostics();
    ASSERT_TRUE(program.verifies()) << context.takeDiagnostics();
    if (!allF64(program.op))
      continue;

    ir::Evaluator evaluator;
    for (unsigned i = 0; i < operands.size(); ++i)
      evaluator.set(program.op->getOperand(i), operands[i]);
    for (ArrayRef<Value> seeds : {ArrayRef<Value>(tangents), ArrayRef<Value>(cotangents)})
      for (Value seed : seeds)
        if (seed)
          evaluator.set(seed, randomLiteral(ir::Emit::typeOf(seed), -1, 1, random));
    ASSERT_TRUE(succeeded(evaluator.run(program.op)));
    ASSERT_TRUE(runEmitted(evaluator)) << context.takeDiagnostics();

    long double forward = 0, backward = 0, scale = 1;
    for (auto [result, cotangent] : llvm::zip_equal(results, cotangents))
      if (result)
        forward += innerProduct(evaluator.get(result), evaluator.get(cotangent));
    for (Value tangent : tangents)
      if (Value cotangent = tangent ? transposition.cotangentOf(tangent) : Value())
        backward += innerProduct(evaluator.get(tangent), evaluator.get(cotangent));
    scale = std::max({scale, std::fabs(forward), std::fabs(backward)});
    EXPECT_NEAR(static_cast<double>(forward / scale), static_cast<double>(backward / scale), 1e-12);
  }
}

/// With all floating operands linear the rule answers or says why not.
TEST_P(Walk, transposeAnswersOrRefuses) {
  SmallVector<Value> cotangents;
  for (Value result : program.op->getResults())
    cotangents.push_back(isReal(result) ? program.argument(result.getType()) : Value());
  auto linear = llvm::map_to_vector(program.op->getOperands(), [](Value operand) { return isReal(operand); });
  SmallVector<Value> results(program.op->getNumOperands());
  bool answered = succeeded(program.rules().transpose(program.b, cotangents, linear, results));
  bool refused = context.takeDiagnostics().find("transpose is refused: ") != std::string::npos;
  EXPECT_NE(answered, refused);
}

// batch

TEST_P(Walk, batchIsTheLoopOverRows) {
  constexpr int64_t size = 3;
  for (unsigned mask = operands.empty() ? 0 : 1; mask < 1u << operands.size(); ++mask) {
    SmallVector<Value> values, results;
    SmallVector<bool> batched;
    ir::Evaluator evaluator;
    std::vector<Literal> stacked(operands.size());
    for (unsigned i = 0; i < operands.size(); ++i) {
      const Operand &operand = GetParam().operands[i];
      batched.push_back(mask >> i & 1);
      auto wide = context.type(std::to_string(size) + "x" + operand.type);
      values.push_back(batched[i] ? program.argument(wide) : program.op->getOperand(i));
      stacked[i] = batched[i] ? randomLiteral(wide, operand.low, operand.high, random) : operands[i];
      evaluator.set(program.op->getOperand(i), operands[i]);
      evaluator.set(values[i], stacked[i]);
    }
    ASSERT_TRUE(succeeded(program.rules().batch(program.b, values, batched, size, results)))
        << context.takeDiagnostics();
    ASSERT_EQ(results.size(), program.op->getNumResults());
    ASSERT_TRUE(program.verifies()) << context.takeDiagnostics();
    ASSERT_TRUE(runEmitted(evaluator)) << context.takeDiagnostics();
    for (int64_t r = 0; r < size; ++r) {
      SmallVector<Literal> at;
      for (unsigned i = 0; i < operands.size(); ++i)
        at.push_back(batched[i] ? row(stacked[i], r) : stacked[i]);
      for (auto [result, expected] : llvm::zip_equal(results, evaluate(at)))
        EXPECT_EQ(difference(row(evaluator.get(result), r), expected, 1e-12), "") << "row " << r << ", mask " << mask;
    }
  }
}

// cost

TEST_P(Walk, costCountsTheBytesOfOperandsAndResults) {
  uint64_t bytes = renamesMemory(GetParam().op) ? 0 : ir::operandAndResultBytes(program.op);
  EXPECT_EQ(program.rules().cost().bytes, bytes);
}

// lower

TEST_P(Walk, isLowered) {
  bool lowered = isa<ir::ElementOp, ir::KernelOp>(program.op);
  EXPECT_NE(lowered, renamesMemory(GetParam().op)) << "pulled, a kernel, or another name of memory";
}

static std::string nameOf(const testing::TestParamInfo<Sample> &info) {
  return info.param.op + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Ops, Walk, testing::ValuesIn(samples()), nameOf);

TEST(Dialect, everyOperationHasASampleOrIsStructural) {
  Context context;
  llvm::StringSet<> known;
  for (const Sample &sample : samples())
    known.insert(sample.op);
  for (const StructuralOp &op : structuralOps())
    known.insert(op.op);
  for (RegisteredOperationName name : context.get()->getRegisteredOperations())
    if (name.getDialectNamespace() == "burin") {
      EXPECT_TRUE(known.contains(name.stripDialect())) << name.stripDialect().str() << " has no sample";
    }
}

TEST(Dialect, structuralOperationsNameTheirCallees) {
  Context context;
  for (const StructuralOp &op : structuralOps()) {
    auto name = RegisteredOperationName::lookup(("burin." + op.op).str(), context.get());
    ASSERT_TRUE(name) << op.op.str();
    EXPECT_TRUE(name->hasInterface<ir::CallLike>()) << op.op.str();
  }
}

} // namespace burin::tests
