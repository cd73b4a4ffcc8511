// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiled = evaluate, for each operation: integers and moved elements exactly, floating ones to 2 units of the last
// place, sums to the bound of their rounding errors.
#include "tests/lowering/Compiled.h"
#include "tests/ops/Edges.h"
#include "tests/ops/Variants.h"

#include "mlir/AsmParser/AsmParser.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace mlir;
using burin::ir::Literal;
using burin::testing::Compiled;

namespace burin::tests {

/// One application of an operation in a program under construction; nothing when it refuses the operands.
static void apply(ir::Emit &e, const Sample &sample, ArrayRef<Value> operands, std::vector<Value> &results) {
  ir::Inference inference;
  if (Operation *created = apply(e.b, e.loc, sample, operands, inference))
    llvm::append_range(results, created->getResults());
}
static void apply(ir::Emit &e, const std::string &op, ArrayRef<Value> operands, const std::string &attributes,
                  std::vector<Value> &results) {
  apply(e, {op, {}, attributes}, operands, results);
}

/// What rounding may do to a result: elementwise functions are good to 2 units of the last place and moved
/// elements exact; sums of n terms of total magnitude S, in f32 at least, to n units of S.
class Rounding {
public:
  Rounding(Operation *op, ArrayRef<Literal> operands) : op(op) {
    if (!op->hasTrait<ir::Pointwise>() && !isa<ir::ElementOp>(op))
      measure(operands);
  }
  Slack of(OpResult result) const {
    if (op->hasTrait<ir::Pointwise>())
      return {};
    return distances.empty() ? Slack{0, nullptr} : Slack{2, &distances[result.getResultNumber()]};
  }

private:
  static Literal magnitudes(const Literal &x) {
    Literal result = x;
    for (int64_t i = 0; x.floating() && i < x.size(); ++i)
      result.setReal(i, std::fabs(x.real(i)));
    return result;
  }
  /// Magnitudes on the diagonal, their negatives elsewhere.
  static Literal comparisonMatrix(const Literal &magnitude) {
    Literal result = magnitude;
    for (int64_t i = 0; i < result.size(); ++i)
      result.setReal(i, -magnitude.real(i));
    forEachOnDiagonal(result.type(), [&](int64_t i) { result.setReal(i, magnitude.real(i)); });
    return result;
  }
  void measure(ArrayRef<Literal> operands) {
    auto positive = llvm::map_to_vector(operands, magnitudes);
    if (eliminates(op->getName().stripDialect()))
      positive[0] = comparisonMatrix(positive[0]);
    int64_t terms = 1;
    for (const Literal &operand : operands)
      terms = std::max(terms, operand.size());
    if (failed(cast<ir::ArrayOp>(op).evaluate(positive, distances)))
      return;
    for (Literal &distance : distances) {
      auto type = RankedTensorType::get(distance.type().getShape(), Float64Type::get(op->getContext()));
      bool isDouble = distance.type().getElementType().isF64();
      Literal scaled(type);
      for (int64_t i = 0; distance.floating() && i < scaled.size(); ++i) {
        long double total = std::fabs(distance.real(i));
        scaled.setReal(i, std::isfinite(total) ? terms * std::ldexp(total, isDouble ? -53 : -24) : 0);
      }
      distance = std::move(scaled);
    }
  }

  Operation *op;
  SmallVector<Literal> distances;
};

/// Compiles the program, runs it and compares each result with what its operation's `evaluate` says.
static void expectCompiledEqualsEvaluated(Compiled &program, const std::vector<Literal> &inputs) {
  ir::Evaluator evaluator;
  Block &body = program.program().getBody().front();
  for (auto [argument, input] : llvm::zip_equal(body.getArguments(), inputs))
    evaluator.set(argument, input);
  ASSERT_TRUE(succeeded(evaluator.run(body)));
  ASSERT_TRUE(program.executable()) << program.diagnostics;
  std::vector<Literal> results = program.run(inputs);
  for (auto [value, result] : llvm::zip_equal(body.getTerminator()->getOperands(), results)) {
    Operation *op = value.getDefiningOp();
    auto operands = llvm::map_to_vector(op->getOperands(), [&](Value operand) { return evaluator.get(operand); });
    Rounding rounding(op, operands);
    if (std::string problem = differenceInPlaces(result, evaluator.get(value), rounding.of(cast<OpResult>(value)));
        !problem.empty()) {
      std::string text;
      llvm::raw_string_ostream(text) << *op;
      ADD_FAILURE() << "compiled and evaluated: " << problem << "\nof " << text;
    }
  }
}

/// All samples of one operation, of every dtype and shape, in one program.
class CompiledWalk : public ::testing::TestWithParam<std::string> {};

TEST_P(CompiledWalk, equalsEvaluate) {
  Context context;
  std::vector<Sample> all;
  for (const Sample &sample : samples())
    if (sample.op == GetParam())
      llvm::append_range(all, variantsOf(context, sample));
  std::vector<std::string> types;
  for (const Sample &sample : all)
    for (const Operand &operand : sample.operands)
      types.push_back(operand.type);

  Compiled program(types, [&](ir::Emit &e, ArrayRef<Value> arguments) {
    std::vector<Value> results;
    for (const Sample &sample : all) {
      apply(e, sample, arguments.take_front(sample.operands.size()), results);
      arguments = arguments.drop_front(sample.operands.size());
    }
    return results;
  });
  Random random(20250101);
  std::vector<Literal> inputs;
  auto type = program.program().getArgumentTypes().begin();
  for (const Sample &sample : all)
    for (const Operand &operand : sample.operands)
      inputs.push_back(randomOperand(cast<RankedTensorType>(*type++), operand, random));
  expectCompiledEqualsEvaluated(program, inputs);
}

static std::vector<std::string> sampledOperations() {
  std::vector<std::string> names;
  for (const Sample &sample : samples())
    if (!llvm::is_contained(names, sample.op))
      names.push_back(sample.op);
  return names;
}
INSTANTIATE_TEST_SUITE_P(Ops, CompiledWalk, ::testing::ValuesIn(sampledOperations()),
                         [](const auto &info) { return info.param; });

/// All elementwise operations of one dtype, at its edges, in one program.
class CompiledEdges : public ::testing::TestWithParam<const char *> {};

TEST_P(CompiledEdges, equalEvaluate) {
  MLIRContext scratch;
  std::string dtype = GetParam();
  std::string size = std::to_string(combinations(&scratch, {dtype, dtype})[0].size()) + "x";
  Compiled program({size + dtype, size + dtype}, [](ir::Emit &e, ArrayRef<Value> xy) {
    std::vector<Value> results;
    for (const char *op : {"neg",       "abs",   "sign",     "floor", "ceil",  "popcnt",  "count_leading_zeros",
                           "is_finite", "not",   "exp",      "exp2",  "expm1", "log",     "log1p",
                           "log2",      "tanh",  "logistic", "sqrt",  "rsqrt", "cbrt",    "erf",
                           "sin",       "cos",   "tan",      "asin",  "acos",  "atan",    "sinh",
                           "cosh",      "asinh", "acosh",    "atanh", "erfc",  "erf_inv", "lgamma",
                           "digamma"})
      apply(e, op, xy[0], "{}", results);
    for (const char *op : {"add", "sub", "mul", "div", "rem", "pow", "atan2", "max", "min", "and", "or", "xor",
                           "shift_left", "shift_right_logical", "shift_right_arithmetic", "nextafter"})
      apply(e, op, xy, "{}", results);
    for (int order : {1, 2})
      apply(e, "polygamma", xy[0], "{order = " + std::to_string(order) + " : i64}", results);
    apply(e, "clamp", {xy[0], xy[1], xy[0]}, "{}", results);
    for (const char *mode : {"away_from_zero", "to_nearest_even"})
      apply(e, "round", xy[0], std::string("{mode = \"") + mode + "\"}", results);
    apply(e, "reduce_precision", xy[0], "{exponent_bits = 5 : i64, mantissa_bits = 4 : i64}", results);
    for (const char *direction : {"eq", "ne", "lt", "le", "gt", "ge"})
      apply(e, "compare", xy, std::string("{direction = \"") + direction + "\"}", results);
    for (const char *dtype : dtypes)
      for (const char *op : {"convert", "bitcast_convert"})
        apply(e, op, xy[0], std::string("{dtype = ") + dtype + "}", results);
    return results;
  });
  expectCompiledEqualsEvaluated(program, combinations(program.program()->getContext(), {dtype, dtype}));
}

INSTANTIATE_TEST_SUITE_P(Dtypes, CompiledEdges, ::testing::ValuesIn(dtypes),
                         [](const auto &info) { return std::string(info.param); });

/// Copies keep the subnormals of bf16: where the processor converts bf16, LLVM would hold it in f32 and round.
TEST(CompiledMovement, keepsSubnormalBf16) {
  Compiled program({"1xbf16", "5x9xbf16", "5x9xi1"}, [](ir::Emit &e, ArrayRef<Value> x) -> std::vector<Value> {
    Value row = e.reshape(e.broadcast(x[0], {45}, {0}), {5, 9});
    return {row, e.transpose(x[1], {1, 0}), e.select(x[2], row, x[1])};
  });
  auto types = program.program().getArgumentTypes();
  Literal one(cast<RankedTensorType>(types[0])), tiny(cast<RankedTensorType>(types[1])),
      chosen(cast<RankedTensorType>(types[2]));
  one.setReal(0, std::ldexp(3.0L, -133));
  for (int64_t i = 0; i < tiny.size(); ++i) {
    tiny.setReal(i, std::ldexp(static_cast<long double>(i - 22), -133));
    chosen.setInteger(i, i % 3 == 0);
  }
  expectCompiledEqualsEvaluated(program, {one, tiny, chosen});
}

/// bf16's subnormals are kept where the processor's own conversion would flush them to zero.
TEST(CompiledReductions, keepSubnormalBf16) {
  Compiled program({"1x40xbf16"}, [](ir::Emit &e, ArrayRef<Value> x) -> std::vector<Value> {
    return {e.reduceSum(x[0], {1}), e.reduceMax(x[0], {1}), e.reduceMin(x[0], {1}), e.reduceSum(x[0], {0})};
  });
  Literal tiny(cast<RankedTensorType>(program.program().getArgumentTypes()[0]));
  for (int64_t i = 0; i < tiny.size(); ++i)
    tiny.setReal(i, std::ldexp(static_cast<long double>(i % 3 + 1), -133));
  expectCompiledEqualsEvaluated(program, {tiny});
}

} // namespace burin::tests
