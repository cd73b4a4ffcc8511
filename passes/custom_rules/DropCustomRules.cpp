// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/CallOps.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_DROPCUSTOMRULES
#include "passes/Passes.h.inc"

LogicalResult dropCustomRules(ModuleOp module) {
  module.walk([](ir::CustomVjpCallOp op) {
    SmallVector<Value> operands = llvm::to_vector(op.arguments());
    llvm::append_range(operands, op.primalCaptures());
    OpBuilder b(op);
    op->replaceAllUsesWith(ir::Emit(b, op.getLoc()).call(op.getPrimal(), operands, op->getNumResults()));
    op->erase();
  });
  return success();
}

namespace {
struct DropCustomRules : impl::DropCustomRulesBase<DropCustomRules> {
  void runOnOperation() override {
    if (failed(dropCustomRules(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
