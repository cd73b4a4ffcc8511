// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiled = evaluate, for each operation: integers and moved elements exactly, floating ones to 4 units of
// the last place.
#include "tests/lowering/Compiled.h"
#include "tests/ops/Edges.h"
#include "tests/ops/Program.h"

#include "mlir/AsmParser/AsmParser.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace mlir;
using burin::ir::Literal;
using burin::testing::Compiled;

namespace burin::tests {

/// One application of an operation in a program under construction; nothing when it refuses the operands.
static void apply(ir::Emit &e, const std::string &op, ArrayRef<Value> operands, const std::string &attributes,
                  unsigned numResults, std::vector<Value> &results) {
  ir::Inference inference;
  auto dictionary = cast<DictionaryAttr>(parseAttribute(attributes, e.b.getContext()));
  Operation *created =
      ir::createInferred(e.b, e.loc, "burin." + op, operands, dictionary.getValue(), numResults, inference);
  if (created)
    llvm::append_range(results, created->getResults());
}

/// Compiles the program, runs it and compares each result with what its operation's `evaluate` says.
static void expectCompiledEqualsEvaluated(Compiled &program, const std::vector<Literal> &inputs) {
  ir::Evaluator evaluator;
  Block &body = program.program().getBody().front();
  for (auto [argument, input] : llvm::zip_equal(body.getArguments(), inputs))
    evaluator.set(argument, input);
  ASSERT_TRUE(succeeded(evaluator.run(body)));
  ASSERT_TRUE(program.executable());
  std::vector<Literal> results = program.run(inputs);
  for (auto [value, result] : llvm::zip_equal(body.getTerminator()->getOperands(), results))
    EXPECT_EQ(differenceInPlaces(result, evaluator.get(value)), "")
        << "compiled and evaluated " << value.getDefiningOp()->getName().getStringRef().str();
}

class CompiledWalk : public ::testing::TestWithParam<Sample> {};

TEST_P(CompiledWalk, equalsEvaluate) {
  const Sample &sample = GetParam();
  std::vector<std::string> types;
  for (const Operand &operand : sample.operands)
    types.push_back(operand.type);
  Compiled program(types, [&](ir::Emit &e, ArrayRef<Value> arguments) {
    std::vector<Value> results;
    apply(e, sample.op, arguments, sample.attributes, sample.results, results);
    return results;
  });
  Random random(20250101);
  std::vector<Literal> inputs;
  for (auto [type, operand] : llvm::zip_equal(program.program().getArgumentTypes(), sample.operands))
    inputs.push_back(randomLiteral(cast<RankedTensorType>(type), operand.low, operand.high, random));
  expectCompiledEqualsEvaluated(program, inputs);
}

static std::string nameOf(const ::testing::TestParamInfo<Sample> &info) {
  return info.param.op + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Ops, CompiledWalk, ::testing::ValuesIn(samples()), nameOf);

/// All elementwise operations of one dtype, at its edges, in one program.
class CompiledEdges : public ::testing::TestWithParam<const char *> {};

TEST_P(CompiledEdges, equalEvaluate) {
  MLIRContext scratch;
  std::string dtype = GetParam();
  std::string size = std::to_string(combinations(&scratch, {dtype, dtype})[0].size()) + "x";
  Compiled program({size + dtype, size + dtype}, [](ir::Emit &e, ArrayRef<Value> xy) {
    std::vector<Value> results;
    for (const char *op : {"neg",   "abs",  "sign", "floor",    "is_finite", "not",   "exp",  "exp2", "expm1", "log",
                           "log1p", "log2", "tanh", "logistic", "sqrt",      "rsqrt", "cbrt", "erf",  "sin",   "cos"})
      apply(e, op, xy[0], "{}", 1, results);
    for (const char *op : {"add", "sub", "mul", "div", "rem", "pow", "max", "min", "and", "or", "xor", "shift_left",
                           "shift_right_logical", "shift_right_arithmetic"})
      apply(e, op, xy, "{}", 1, results);
    for (const char *direction : {"eq", "ne", "lt", "le", "gt", "ge"})
      apply(e, "compare", xy, std::string("{direction = \"") + direction + "\"}", 1, results);
    for (const char *dtype : dtypes)
      apply(e, "convert", xy[0], std::string("{dtype = ") + dtype + "}", 1, results);
    return results;
  });
  expectCompiledEqualsEvaluated(program, combinations(program.program()->getContext(), {dtype, dtype}));
}

INSTANTIATE_TEST_SUITE_P(Dtypes, CompiledEdges, ::testing::ValuesIn(dtypes),
                         [](const auto &info) { return std::string(info.param); });

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
