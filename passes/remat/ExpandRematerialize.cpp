// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "passes/autodiff/Expander.h"
#include "passes/cleanup/InlineCalls.h"
#include "passes/remat/Policy.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_EXPANDREMATERIALIZE
#include "passes/Passes.h.inc"

namespace {

LogicalResult evaluateCheckpoints(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (failed(applyPolicies(function)))
      return failure();
    for (auto checkpoint : llvm::to_vector(function.getOps<ir::CheckpointOp>()))
      callForValues(checkpoint);
  }
  return success();
}

} // namespace

LogicalResult expandRematerialize(ModuleOp module) {
  return failure(failed(Expander(module).rematerializeAll()) || failed(evaluateCheckpoints(module)));
}

namespace {
struct ExpandRematerialize : impl::ExpandRematerializeBase<ExpandRematerialize> {
  void runOnOperation() override {
    if (failed(expandRematerialize(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace burin::passes
