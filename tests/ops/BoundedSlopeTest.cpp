// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What may run where nothing uses it: its zero tangents stay zero, whatever its operands are.
#include "tests/ops/Walk.h"

#include "compiler/ir/BoundedSlope.h"

#include <limits>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {
namespace {

bool isZero(const Literal &tangent) {
  for (int64_t i = 0; i < tangent.size(); ++i)
    if (tangent.real(i) != 0)
      return false;
  return true;
}

/// Of tangents of all floating operands, whose elements all are `value`.
bool zerosStayZero(Case &c, long double value) {
  std::vector<unsigned> masks = c.tangentMasks();
  if (masks.empty())
    return true;
  SmallVector<Value> tangents = c.addTangents(masks.back()), results;
  EXPECT_TRUE(succeeded(c.rules().linearize(c.program.b, tangents, results))) << c.context.takeDiagnostics();
  ir::Evaluator evaluator;
  for (unsigned i = 0; i < c.operands.size(); ++i) {
    Literal at = c.operands[i];
    for (int64_t element = 0; tangents[i] && element < at.size(); ++element)
      at.setReal(element, value);
    evaluator.set(c.op()->getOperand(i), at);
    if (tangents[i])
      evaluator.set(tangents[i], Literal(at.type()));
  }
  EXPECT_TRUE(succeeded(evaluator.run(c.op())) && c.runEmitted(evaluator)) << c.context.takeDiagnostics();
  return llvm::all_of(results, [&](Value result) { return !result || isZero(evaluator.get(result)); });
}

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

TEST_P(Walk, boundedSlopesAreBounded) {
  forEachVariant([](Case &c) {
    if (!c.op()->hasTrait<ir::BoundedSlope>())
      return;
    for (double value : {0.0, 1.0, infinity, -infinity, std::numeric_limits<double>::quiet_NaN()})
      EXPECT_TRUE(zerosStayZero(c, value)) << value;
  });
}

TEST(BoundedSlope, ofProductsAndExponentialsIsNot) {
  Context context;
  for (const Sample &sample : samples())
    if (sample.op == "mul" || sample.op == "exp") {
      Case c(context, sample);
      EXPECT_FALSE(c.op()->hasTrait<ir::BoundedSlope>());
      EXPECT_FALSE(zerosStayZero(c, infinity)) << sample.op;
      EXPECT_TRUE(zerosStayZero(c, 1)) << sample.op;
    }
}

} // namespace burin::tests
