// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The batch rule is the loop over rows, for each subset of batched operands.
#include "tests/ops/Walk.h"

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {
namespace {

constexpr int64_t size = 3;

/// The operands in `mask` with a leading axis of `size` rows.
struct Batch {
  Batch(Case &c, unsigned mask) {
    for (unsigned i = 0; i < c.operands.size(); ++i) {
      const Operand &operand = c.sample.operands[i];
      batched.push_back(mask >> i & 1);
      auto wide = c.context.type(std::to_string(size) + "x" + operand.type);
      values.push_back(batched[i] ? c.program.argument(wide) : c.op()->getOperand(i));
      stacked.push_back(batched[i] ? randomOperand(wide, operand, c.random) : c.operands[i]);
      evaluator.set(c.op()->getOperand(i), c.operands[i]);
      evaluator.set(values[i], stacked[i]);
    }
  }
  SmallVector<Literal> rowsAt(int64_t number) {
    SmallVector<Literal> at;
    for (auto [literal, isBatched] : llvm::zip_equal(stacked, batched))
      at.push_back(isBatched ? row(literal, number) : literal);
    return at;
  }

  SmallVector<Value> values, results;
  SmallVector<bool> batched;
  SmallVector<Literal> stacked;
  ir::Evaluator evaluator;
};

void expectLoopOverRows(Case &c, unsigned mask) {
  Batch batch(c, mask);
  ASSERT_TRUE(succeeded(c.rules().batch(c.program.b, batch.values, batch.batched, size, batch.results)))
      << c.context.takeDiagnostics();
  ASSERT_EQ(batch.results.size(), c.op()->getNumResults());
  ASSERT_TRUE(c.program.verifies()) << c.context.takeDiagnostics();
  ASSERT_TRUE(c.runEmitted(batch.evaluator)) << c.context.takeDiagnostics();
  for (int64_t r = 0; r < size; ++r)
    for (auto [result, expected] : llvm::zip_equal(batch.results, c.evaluate(batch.rowsAt(r)))) {
      const Literal &values = batch.evaluator.get(result);
      bool shared = values.type() == expected.type(); // by all rows
      EXPECT_EQ(difference(shared ? values : row(values, r), expected, toleranceOf(expected.type())), "")
          << "row " << r << ", mask " << mask;
    }
}

} // namespace

TEST_P(Walk, batchIsTheLoopOverRows) {
  forEachVariant([&](Case &c) {
    for (unsigned mask = c.operands.empty() ? 0 : 1; mask < 1u << c.operands.size(); ++mask)
      expectLoopOverRows(c, mask);
  });
}

} // namespace burin::tests
