// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/Windows.h"

/// What scatter and scatter_apply share.
namespace burin::ir {

/// Their windows, of the extents of the updates along window axes, where these exist.
template <class Op> Windows scatterWindows(Op op) {
  WindowDims dims;
  dims.windowAxes = AxisList(op.getUpdateWindowDims());
  dims.droppedAxes = AxisList(op.getInsertedWindowDims());
  dims.operandBatch = AxisList(op.getInputBatchingDims());
  dims.indicesBatch = AxisList(op.getScatterIndicesBatchingDims());
  dims.startAxes = AxisList(op.getScatterDimsToOperandDims());
  dims.indexVectorAxis = static_cast<int64_t>(op.getIndexVectorDim());
  dims.clips = op.getMode() == "clip";
  Windows windows(std::move(dims), op.getOperand(), op.getIndices());
  windows.sizes.assign(windows.operand.getRank(), 1);
  llvm::ArrayRef<int64_t> updates = shapeOf(op.getUpdates());
  for (auto [axis, from] : llvm::zip(windows.windowAxes, windows.keptAxes()))
    if (axis >= 0 && axis < static_cast<int64_t>(updates.size()))
      windows.sizes[from] = updates[axis];
  return windows;
}

/// Updates have the shape of the array of windows.
llvm::LogicalResult checkUpdates(const Windows &windows, mlir::Value updates, Inference &inference);

} // namespace burin::ir
