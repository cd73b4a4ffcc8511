// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/KeptValues.h"

#include "passes/remat/BackwardPart.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace burin::passes {

SmallVector<Value> keptValues(const Derivative &derivative, const Policy &policy) {
  BackwardPart backward(derivative.body(), derivative.cotangentArguments());
  llvm::SetVector<Value> needed;
  for (Value value : backward.reads(derivative.cotangentResults()))
    needed.insert(unnamed(value));
  SmallVector<Value> kept;
  for (size_t i = 0; i < needed.size(); ++i) {
    Operation *op = needed[i].getDefiningOp();
    if (!op || op->getNumOperands() == 0)
      continue;
    if (policy.keeps(provenanceOf(needed[i])))
      kept.push_back(needed[i]);
    else
      for (Value operand : op->getOperands())
        needed.insert(unnamed(operand));
  }
  sortByPosition(kept);
  return kept;
}

} // namespace burin::passes
