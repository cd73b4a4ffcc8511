// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "passes/autodiff/Expander.h"
#include "passes/remat/IdleCheckpoints.h"

namespace burin::passes {

#define GEN_PASS_DEF_EXPANDDERIVATIVES
#include "passes/Passes.h.inc"

llvm::LogicalResult expandDerivatives(mlir::ModuleOp module) {
  warnOfIdleCheckpoints(module);
  return Expander(module).expandAll();
}

namespace {
struct ExpandDerivatives : impl::ExpandDerivativesBase<ExpandDerivatives> {
  void runOnOperation() override {
    if (failed(expandDerivatives(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
