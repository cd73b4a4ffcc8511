// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/Recompute.h"

#include "compiler/ir/Emit.h"
#include "passes/remat/Policy.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// Constants stay in front of the barrier: symbolic zeros among the cotangents must remain visible.
SmallVector<Value> behindBarrier(ir::Emit &emit, OperandRange operands) {
  SmallVector<Value> values = llvm::to_vector(operands), held;
  auto isConstant = [](Value value) { return matchPattern(value, m_Constant()); };
  llvm::copy_if(values, std::back_inserter(held), [&](Value value) { return !isConstant(value); });
  if (held.empty())
    return values;
  auto next = emit.barrier(held).begin();
  for (Value &value : values)
    if (!isConstant(value))
      value = *next++;
  return values;
}

LogicalResult recompute(ir::RematerializeOp op) {
  FailureOr<Policy> policy = parsePolicy(op, op.getPolicy());
  if (failed(policy))
    return failure();
  if (*policy != Policy::nothingSaveable)
    return op->emitError() << "[rematerialize] policy '" << op.getPolicy() << "' leaves nothing to recompute";
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getCalleeAttr());
  OpBuilder b(op);
  ir::Emit emit(b, op.getLoc());
  SmallVector<Value> operands = behindBarrier(emit, op->getOperands());
  unsigned numResults = callee.getNumResults();
  Operation *vjp =
      emit.op("vjp_call", operands, {b.getNamedAttr("callee", op.getCalleeAttr()), emit.axes("wrt", op.getWrt())},
              numResults + op->getNumResults());
  op->replaceAllUsesWith(vjp->getResults().drop_front(numResults));
  op->erase();
  return success();
}

} // namespace

FailureOr<bool> recompute(func::FuncOp function) {
  auto operations = llvm::to_vector(function.getOps<ir::RematerializeOp>());
  for (ir::RematerializeOp op : operations)
    if (failed(recompute(op)))
      return failure();
  return !operations.empty();
}

void replaceByCall(ir::CheckpointOp checkpoint) {
  OpBuilder b(checkpoint);
  checkpoint->replaceAllUsesWith(
      ir::Emit(b, checkpoint.getLoc())
          .call(checkpoint.getCallee(), checkpoint->getOperands(), checkpoint->getNumResults()));
  checkpoint->erase();
}

} // namespace burin::passes
