// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The order of elements at the edges of all dtypes, compiled: short lines, long lines, and which of equal ones comes
// first.
#include "compiler/ir/Evaluator.h"
#include "tests/lowering/Compiled.h"
#include "tests/ops/Edges.h"

#include <gtest/gtest.h>

using namespace mlir;
using burin::ir::Emit;
using burin::ir::Literal;
using burin::testing::Compiled;

namespace burin::tests {

/// The edges of a dtype over and over, in an order that goes up and down.
static Literal edges(RankedTensorType type, StringRef text) {
  Literal line(type), all = combinations(type.getContext(), {text.rsplit('x').second.str()})[0];
  for (int64_t i = 0; i < line.size(); ++i)
    if (int64_t from = i * 7 % all.size(); line.floating())
      line.setReal(i, all.real(from));
    else
      line.setInteger(i, all.integer(from));
  return line;
}

class Order : public ::testing::TestWithParam<const char *> {};

static void expectSameOrder(const std::string &type, llvm::function_ref<std::vector<Value>(Emit &, Value)> body) {
  Compiled program({type}, [&](Emit &e, ArrayRef<Value> x) { return body(e, x[0]); });
  Literal input = edges(cast<RankedTensorType>(program.program().getArgumentTypes()[0]), type);
  ir::Evaluator evaluator;
  Block &block = program.program().getBody().front();
  evaluator.set(block.getArgument(0), input);
  ASSERT_TRUE(succeeded(evaluator.run(block)));
  ASSERT_TRUE(program.executable());
  std::vector<Literal> results = program.run({input});
  for (auto [value, result] : llvm::zip_equal(block.getTerminator()->getOperands(), results))
    EXPECT_EQ(differenceInPlaces(result, evaluator.get(value), {0, nullptr}), "") << type;
}

TEST_P(Order, sortsAsEvaluated) {
  for (const char *shape : {"50x", "2x200x"}) {
    expectSameOrder(std::string(shape) + GetParam(), [](Emit &e, Value x) -> std::vector<Value> {
      int64_t last = Emit::shapeOf(x).size() - 1;
      Value places = e.iota(e.b.getI32Type(), Emit::shapeOf(x), last);
      Operation *sorted = e.op("sort", {x, places}, {e.number("dimension", last), e.number("num_keys", 1)}, 2);
      return {sorted->getResult(0), sorted->getResult(1)};
    });
    expectSameOrder(std::string(shape) + GetParam(), [](Emit &e, Value x) -> std::vector<Value> {
      Operation *top = e.op("top_k", x, e.number("k", 33), 2);
      return {top->getResult(0), top->getResult(1)};
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Dtypes, Order, ::testing::ValuesIn(dtypes),
                         [](const auto &info) { return std::string(info.param); });

/// A kernel that many threads run, each with lines of the workspace of its own.
TEST(OrderOfManyLines, isThatOfEach) {
  expectSameOrder("600x500xf32", [](Emit &e, Value x) -> std::vector<Value> {
    return {e.value("sort", e.neg(x), {e.number("dimension", 1), e.number("num_keys", 1)}),
            e.value("sort", x, {e.number("dimension", 0), e.number("num_keys", 1)})};
  });
}

/// Work arrays are the kernel's: they end with it.
TEST(OrderWorkspace, isPartOfTheArena) {
  Compiled program({"1000xf32"}, [](Emit &e, ArrayRef<Value> x) -> std::vector<Value> {
    return {e.value("sort", x[0], {e.number("dimension", 0), e.number("num_keys", 1)})};
  });
  EXPECT_EQ(program.executable()->memory().temporaries, 4032u);
  Compiled bytes({"1000xi8"}, [](Emit &e, ArrayRef<Value> x) -> std::vector<Value> {
    return {e.value("sort", x[0], {e.number("dimension", 0), e.number("num_keys", 1)})};
  });
  EXPECT_EQ(bytes.executable()->memory().temporaries, 0u);
}

} // namespace burin::tests
