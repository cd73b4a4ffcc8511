// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Walk.h"

#include "llvm/ADT/APFloat.h"

#include <cmath>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

bool isReal(Value value) { return ir::isFloating(ir::Emit::typeOf(value).getElementType()); }

double toleranceOf(RankedTensorType type) {
  auto element = dyn_cast<FloatType>(type.getElementType());
  if (!element || element.isF64())
    return 1e-12;
  return 4 * std::ldexp(1.0, -static_cast<int>(llvm::APFloat::semanticsPrecision(element.getFloatSemantics())));
}

SmallVector<Literal> Case::evaluate(ArrayRef<Literal> at) {
  SmallVector<Literal> results;
  EXPECT_TRUE(succeeded(rules().evaluate(at, results))) << context.takeDiagnostics();
  return results;
}

bool Case::runEmitted(ir::Evaluator &evaluator) {
  return llvm::all_of(program.emitted(), [&](Operation *op) {
    bool ready = llvm::all_of(op->getOperands(), [&](Value operand) { return evaluator.knows(operand); });
    return !ready || succeeded(evaluator.run(op));
  });
}

SmallVector<Value> Case::addTangents(unsigned mask) {
  SmallVector<Value> tangents;
  for (unsigned i = 0; i < operands.size(); ++i)
    tangents.push_back(mask >> i & 1 ? program.argument(op()->getOperand(i).getType()) : Value());
  return tangents;
}

std::vector<unsigned> Case::tangentMasks() {
  std::vector<unsigned> masks;
  unsigned all = 0;
  if (!sample.refusal.empty())
    return masks;
  for (unsigned i = 0; i < operands.size(); ++i)
    if (isReal(op()->getOperand(i))) {
      masks.push_back(1u << i);
      all |= 1u << i;
    }
  if (masks.size() > 1)
    masks.push_back(all);
  return masks;
}

bool Case::isOfF64() {
  auto ofF64 = [](Value value) { return !isReal(value) || ir::Emit::typeOf(value).getElementType().isF64(); };
  return llvm::all_of(op()->getOperands(), ofF64) && llvm::all_of(op()->getResults(), ofF64);
}

static std::string nameOf(const testing::TestParamInfo<Sample> &info) {
  return info.param.op + "_" + std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Ops, Walk, testing::ValuesIn(samples()), nameOf);

} // namespace burin::tests
