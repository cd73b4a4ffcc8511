// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/BackwardPart.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace burin::passes {

BackwardPart::BackwardPart(Block &body, ValueRange cotangents) : dependent(cotangents.begin(), cotangents.end()) {
  for (Operation &op : body.without_terminator())
    if (llvm::any_of(op.getOperands(), [&](Value operand) { return contains(operand); }))
      dependent.insert_range(op.getResults());
}

SmallVector<Value> BackwardPart::reads(ValueRange results) const {
  llvm::SetVector<Value> pending(results.begin(), results.end());
  SmallVector<Value> read;
  for (size_t i = 0; i < pending.size(); ++i) {
    Value value = pending[i];
    if (!contains(value)) {
      if (!matchPattern(value, m_Constant()))
        read.push_back(value);
    } else if (Operation *op = value.getDefiningOp()) {
      pending.insert_range(op->getOperands());
    }
  }
  sortByPosition(read);
  return read;
}

void sortByPosition(MutableArrayRef<Value> values) {
  llvm::sort(values, [](Value a, Value b) {
    Operation *first = a.getDefiningOp(), *second = b.getDefiningOp();
    if (first != second)
      return !first || (second && first->isBeforeInBlock(second));
    auto number = [](Value v) {
      auto argument = dyn_cast<BlockArgument>(v);
      return argument ? argument.getArgNumber() : cast<OpResult>(v).getResultNumber();
    };
    return number(a) < number(b);
  });
}

} // namespace burin::passes
