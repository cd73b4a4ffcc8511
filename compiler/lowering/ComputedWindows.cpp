// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/WindowStrips.h"
#include "compiler/ops/Window.h"

using namespace mlir;

namespace burin::lowering {

LogicalResult lowerComputedWindows(Operation *op, Region &body, ir::KernelBuilder &k) {
  auto typeOf = [](Value array) { return cast<RankedTensorType>(array.getType()); };
  unsigned count = op->getNumResults();
  WindowStrips strips(ir::windowsOver(typeOf(op->getOperand(0)).getShape(), op), k);
  SmallVector<Type> elements;
  SmallVector<Value> accumulators;
  for (Value result : op->getResults()) {
    elements.push_back(typeOf(result).getElementType());
    accumulators.push_back(strips.scratch(elements.back()));
  }
  auto accumulator = [&](unsigned i, Value lane) { return k.load(accumulators[i], lane, elements[i]); };
  strips.emit(
      [&](Value lane, Value window) {
        for (unsigned i = 0; i < count; ++i)
          k.store(k.read(count + i, k.unflatten(window, typeOf(op->getOperand(count + i)).getShape())), accumulators[i],
                  lane);
      },
      [&](Value lane, Value position) {
        SmallVector<Value> scalars;
        for (unsigned i = 0; i < count; ++i)
          scalars.push_back(accumulator(i, lane));
        for (unsigned i = 0; i < count; ++i)
          scalars.push_back(k.load(k.memory(i), position, elements[i]));
        for (auto [memory, result] : llvm::zip_equal(accumulators, emitComputation(body, scalars, k)))
          k.store(result, memory, lane);
      },
      [&](Value lane, Value window) {
        for (unsigned i = 0; i < count; ++i)
          k.store(accumulator(i, lane), k.output(i), window);
      });
  return success();
}

} // namespace burin::lowering
