// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/IdleCheckpoints.h"

#include "compiler/ops/CallOps.h"
#include "compiler/ops/Callees.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/remat/Policy.h"

using namespace mlir;

namespace burin::passes {
namespace {

Value returned(func::FuncOp function, unsigned number) {
  return function.getBody().front().getTerminator()->getOperand(number);
}

/// The checkpoint that gives a value, seen through calls.
ir::CheckpointOp checkpointOf(Value value) {
  llvm::SmallPtrSet<Operation *, 4> seen; // a function that calls itself is refused later
  for (auto call = value.getDefiningOp<ir::CallOp>(); call; call = value.getDefiningOp<ir::CallOp>()) {
    func::FuncOp callee = ir::calleeOf(call, call.getCalleeAttr());
    if (!callee || callee.isExternal() || !seen.insert(callee).second)
      return {};
    value = returned(callee, cast<OpResult>(value).getResultNumber());
  }
  return value.getDefiningOp<ir::CheckpointOp>();
}

bool recomputes(ir::CheckpointOp checkpoint) {
  std::optional<Policy> policy = Policy::read(checkpoint.getPolicy());
  return policy && !policy->keepsEverything();
}

void warnOf(ir::VjpCallOp op) {
  func::FuncOp function = ir::calleeOf(op, op.getCalleeAttr());
  if (!function || function.isExternal())
    return;
  auto cotangent = op.cotangents().begin();
  for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
    if (!isDifferentiable(type) || isSymbolicZero(*cotangent++))
      continue;
    ir::CheckpointOp checkpoint = checkpointOf(returned(function, static_cast<unsigned>(number)));
    if (!checkpoint || !recomputes(checkpoint))
      continue;
    checkpoint.emitWarning()
        << "[checkpoint] its result is what is differentiated, so that its backward pass follows at "
           "once: this costs a second forward pass and saves no memory; give checkpoint to parts of "
           "the function, or leave it out";
    return;
  }
}

} // namespace

void warnOfIdleCheckpoints(ModuleOp module) {
  module.walk([](ir::VjpCallOp op) { warnOf(op); });
}

} // namespace burin::passes
