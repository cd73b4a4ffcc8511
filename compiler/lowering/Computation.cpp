// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/FusedReader.h"
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/IndexEmitter.h"

using namespace mlir;

namespace burin::lowering {

SmallVector<Value> emitComputation(Region &body, ValueRange scalars, ir::KernelBuilder &k) {
  Block &block = body.front();
  FusedReader reader(k.b, k.loc, k.lo.getParentBlock());
  for (auto [argument, scalar] : llvm::zip_equal(block.getArguments(), scalars))
    reader.placeInRow(argument, scalar);
  SmallVector<Value> results;
  for (Value value : block.getTerminator()->getOperands()) {
    Value result = reader.element(value, {});
    Type element = cast<RankedTensorType>(value.getType()).getElementType();
    results.push_back(result ? result : ir::zeroElement(k.b, k.loc, element));
  }
  static_cast<FusedReader &>(k.reader).failed |= reader.failed;
  return results;
}

} // namespace burin::lowering
