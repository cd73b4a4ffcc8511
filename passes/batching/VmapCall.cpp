// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/batching/Batcher.h"

#include "compiler/ir/Emit.h"
#include "compiler/ir/Refusal.h"
#include "compiler/ops/BatchedCalls.h"

using namespace mlir;

namespace burin::passes {
namespace {

SmallVector<ir::ResultAxis> resultAxes(ArrayRef<int64_t> outAxes) {
  return llvm::map_to_vector(outAxes,
                             [](int64_t axis) { return axis < 0 ? ir::ResultAxis::found : ir::ResultAxis::forced; });
}

LogicalResult checkShared(ir::VmapCallOp op, ArrayRef<bool> batched) {
  for (auto [i, axis] : llvm::enumerate(op.getOutAxes()))
    if (axis < 0 && batched[i])
      return ir::emitRefusal(op, ir::Refusal::unsupported) << "[vmap] result " << i << " of @" << op.getCallee()
                                                           << " differs from row to row, and out_axes gives it no axis";
  return success();
}

} // namespace

LogicalResult expandVmapCall(ir::VmapCallOp op, Batcher &batcher) {
  auto arguments = llvm::map_to_vector(op.getInAxes(), [](int64_t axis) { return axis >= 0; });
  auto function = batcher.batch(op, op.getCalleeAttr(), arguments, op.getAxisSize(), resultAxes(op.getOutAxes()));
  if (failed(function) || failed(checkShared(op, function->results)))
    return failure();
  OpBuilder b(op);
  ir::Emit emit(b, op.getLoc());
  SmallVector<Value> operands;
  for (auto [operand, axis] : llvm::zip_equal(op->getOperands(), op.getInAxes()))
    operands.push_back(axis < 0 ? operand : ir::moveAxis(emit, operand, axis, 0));
  auto values = emit.call(function->name.getValue(), operands, op->getNumResults());
  for (auto [result, value, axis] : llvm::zip_equal(op->getResults(), values, op.getOutAxes()))
    result.replaceAllUsesWith(axis < 0 ? value : ir::moveAxis(emit, value, 0, axis));
  op->erase();
  return success();
}

} // namespace burin::passes
