// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/fusion/Fusion.h"

#include "compiler/lowering/Lowering.h"
#include "passes/Passes.h"
#include "passes/fusion/ConvolutionForms.h"
#include "passes/fusion/FunctionsOfPrograms.h"
#include "passes/fusion/Grouping.h"
#include "passes/fusion/Outline.h"
#include "passes/fusion/ReductionForms.h"
#include "passes/fusion/Schedule.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_FUSE
#include "passes/Passes.h.inc"

/// Replaces the operations of the program by calls of kernels.
static LogicalResult rewriteProgram(Outliner &outliner, func::FuncOp program, unsigned carried, const Groups &groups) {
  FailureOr<SmallVector<Step>> order = schedule(program.front(), groups, carried);
  if (failed(order))
    return failure();
  Operation *terminator = program.front().getTerminator();
  SmallVector<Operation *> old;
  for (Operation &op : program.front().without_terminator())
    old.push_back(&op);
  OpBuilder b(terminator);
  IRMapping map;
  for (Step step : *order) {
    if (step.kept) {
      b.clone(*step.kept, map);
      continue;
    }
    const Group &group = groups[step.group];
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
  return success();
}

static LogicalResult fuseFunction(Outliner &outliner, func::FuncOp program, unsigned carried) {
  if (!program.getBody().hasOneBlock())
    return program.emitError("a program is straight-line code before fusion");
  normalizeReductions(program);
  normalizeConvolutions(program);
  Grouping grouping(program);
  return failure(failed(grouping.run()) || failed(rewriteProgram(outliner, program, carried, grouping.groups)));
}

LogicalResult fuse(ModuleOp module) {
  lowering::loadDialects(module.getContext()); // fusion looks at what elements cost
  Outliner outliner(module);
  for (auto [function, carried] : functionsOfPrograms(module))
    if (failed(fuseFunction(outliner, function, carried)))
      return failure();
  return success();
}

namespace {
struct FusePass : impl::FuseBase<FusePass> {
  void getDependentDialects(DialectRegistry &registry) const override { lowering::registerDialects(registry); }
  void runOnOperation() override {
    if (failed(fuse(getOperation())))
      signalPassFailure();
  }
};
} // namespace

} // namespace burin::passes
