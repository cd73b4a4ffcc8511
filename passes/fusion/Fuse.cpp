// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Fusion.h"

#include "compiler/lowering/Lowering.h"
#include "passes/fusion/Outline.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace burin::passes {

/// Replaces the operations of the program by calls of kernels.
static void rewriteProgram(ModuleOp module, func::FuncOp program, const Grouping &grouping) {
  Outliner outliner(module, grouping);
  Operation *terminator = program.front().getTerminator();
  SmallVector<Operation *> old;
  for (Operation &op : program.front().without_terminator())
    old.push_back(&op);
  OpBuilder b(terminator);
  IRMapping map;
  for (Grouping::Step step : grouping.order()) {
    if (step.renaming) {
      b.clone(*step.renaming, map);
      continue;
    }
    const Group &group = grouping.group(step.group);
    Outliner::Outlined outlined = outliner.outline(group);
    SmallVector<Value> arguments;
    for (Value argument : outlined.arguments)
      arguments.push_back(map.lookupOrDefault(argument));
    auto call = func::CallOp::create(b, group.outputs[0].getLoc(), outlined.kernel, arguments);
    map.map(group.outputs.getArrayRef(), call.getResults());
  }
  for (OpOperand &operand : terminator->getOpOperands())
    operand.set(map.lookupOrDefault(operand.get()));
  for (Operation *op : llvm::reverse(old))
    op->erase();
}

LogicalResult fuse(ModuleOp module) {
  lowering::loadDialects(module.getContext()); // fusion looks at what elements cost
  for (auto program : llvm::to_vector(module.getOps<func::FuncOp>())) {
    if (!program.isPublic())
      continue;
    if (!program.getBody().hasOneBlock())
      return program.emitError("a program is straight-line code before fusion");
    Grouping grouping(program);
    if (failed(grouping.run()))
      return failure();
    rewriteProgram(module, program, grouping);
  }
  return success();
}

} // namespace burin::passes
