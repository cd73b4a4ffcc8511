// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "passes/autodiff/Expander.h"
#include "passes/remat/Policy.h"
#include "passes/remat/Recompute.h"

using namespace mlir;

namespace burin::passes {

#define GEN_PASS_DEF_EXPANDREMATERIALIZE
#include "passes/Passes.h.inc"

namespace {

FailureOr<bool> recomputeAll(ModuleOp module) {
  bool any = false;
  for (auto function : module.getOps<func::FuncOp>()) {
    FailureOr<bool> changed = recompute(function);
    if (failed(changed))
      return failure();
    any |= *changed;
  }
  return any;
}

LogicalResult evaluateCheckpoints(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (failed(applyPolicies(function)))
      return failure();
    for (auto checkpoint : llvm::to_vector(function.getOps<ir::CheckpointOp>()))
      replaceByCall(checkpoint);
  }
  return success();
}

} // namespace

LogicalResult expandRematerialize(ModuleOp module) {
  Expander expander(module);
  for (FailureOr<bool> any = recomputeAll(module); failed(any) || *any; any = recomputeAll(module))
    if (failed(any) || failed(expander.expandAll()))
      return failure();
  return evaluateCheckpoints(module);
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
