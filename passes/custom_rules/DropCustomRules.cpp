// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"

#include "compiler/ops/CallOps.h"
#include "passes/cleanup/InlineCalls.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_DROPCUSTOMRULES
#include "passes/Passes.h.inc"

LogicalResult dropCustomRules(ModuleOp module) {
  module.walk([](ir::CallLike op) {
    if (isa<ir::CustomVjpCallOp, ir::CustomJvpCallOp>(op))
      callForValues(op);
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
