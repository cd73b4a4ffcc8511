// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/GatherOps.h"
#include "compiler/ops/Windows.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Gather.cpp.inc"

namespace burin::ir {

static Windows windowsOf(GatherOp op) {
  WindowDims dims;
  dims.windowAxes = AxisList(op.getOffsetDims());
  dims.droppedAxes = AxisList(op.getCollapsedSliceDims());
  dims.operandBatch = AxisList(op.getOperandBatchingDims());
  dims.indicesBatch = AxisList(op.getStartIndicesBatchingDims());
  dims.startAxes = AxisList(op.getStartIndexMap());
  dims.indexVectorAxis = static_cast<int64_t>(op.getIndexVectorDim());
  dims.sizes = AxisList(op.getSliceSizes());
  dims.clips = op.getMode() == "clip";
  return Windows(std::move(dims), op.getOperand(), op.getIndices());
}

LogicalResult GatherOp::infer(Inference &inference) {
  if (failed(checkIndexType(getIndices(), inference))) // gather_c1
    return failure();
  if (!isWindowMode(getMode())) // gather_c2
    return inference.fail(Fault::unsupported, "mode is '" + getMode().str() + "'; expected clip or fill");
  Windows windows = windowsOf(*this);
  AxisList shape;
  if (failed(windows.check(inference)) || failed(windows.inferShape(shape, inference)))
    return failure();
  inference.result(shape, elementOf(getOperand()));
  return success();
}

LogicalResult GatherOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Windows windows = windowsOf(*this);
  Literal result(getType());
  int64_t to = 0;
  forEachIndex(getType().getShape(), [&](ArrayRef<int64_t> at) {
    if (std::optional<AxisList> from = windows.locate(at, operands[1]))
      copyElement(result, to, operands[0], positionOf(*from, shapeOf(getOperand())));
    ++to;
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult GatherOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(tangents[0] ? gather(e, tangents[0], getIndices(), windowsOf(*this)) : nullptr);
  return success();
}

LogicalResult GatherOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                  MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    return scatter(e, e.zeros(e.typeOf(getOperand())), getIndices(), ct, windowsOf(*this), "add");
  });
}

LogicalResult GatherOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                              SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  WindowDims dims = windowsOf(*this);
  WindowDims over = !batched[1] ? dims.overOperand(size) : batched[0] ? dims.overBoth() : dims.overIndices();
  results.push_back(gather(e, operands[0], operands[1], over));
  return success();
}

Cost GatherOp::cost() { return movementCost(*this); }

Value GatherOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  if (llvm::is_contained(getType().getShape(), 0)) // no element is ever read
    return zeroElement(reader.b, reader.loc, elementOf(getOperand()));
  auto read = [&](ValueRange at) { return reader.read(1, at); };
  Windows::Place place = windowsOf(*this).locate(reader.b, reader.loc, index, read);
  Value element = reader.read(0, place.index);
  if (!place.inside)
    return element;
  return IndexEmitter(reader.b, reader.loc)
      .select(place.inside, element, zeroElement(reader.b, reader.loc, elementOf(getOperand())));
}

} // namespace burin::ir
