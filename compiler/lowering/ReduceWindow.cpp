// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/WindowStrips.h"
#include "compiler/ops/Precision.h"
#include "compiler/ops/Window.h"

using namespace mlir;

namespace burin::lowering {

LogicalResult lowerReduceWindow(Operation *op, ir::Monoid monoid, ir::KernelBuilder &k) {
  OpBuilder &b = k.b;
  Location loc = k.loc;
  Type element = cast<RankedTensorType>(op->getOperand(0).getType()).getElementType();
  WindowStrips strips(ir::windowsOf(op), k);
  Value identity = ir::emitIdentity(monoid, b, loc, element);
  Value sums = strips.scratch(identity.getType());
  strips.emit([&](Value lane, Value) { k.store(identity, sums, lane); },
              [&](Value lane, Value position) {
                Value seen = ir::widen(b, loc, k.load(k.memory(0), position, element));
                Value sum = k.load(sums, lane, identity.getType());
                k.store(ir::emitCombine(monoid, b, loc, element, sum, seen), sums, lane);
              },
              [&](Value lane, Value window) {
                Value sum = k.load(sums, lane, identity.getType());
                k.store(ir::narrow(b, loc, sum, element), k.output(), window);
              });
  return success();
}

} // namespace burin::lowering
