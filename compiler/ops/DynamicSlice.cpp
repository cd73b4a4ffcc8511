// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/DynamicSliceOps.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Windows.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/DynamicSlice.cpp.inc"

namespace burin::ir {

// What both share

static LogicalResult checkStarts(OperandRange starts, ArrayRef<int64_t> shape, Inference &inference) {
  bool scalars = llvm::all_of(starts, [](Value start) { return shapeOf(start).empty(); });
  if (starts.size() != shape.size() || !scalars) // dynamic_*_c1
    return inference.fail(Fault::shape, std::to_string(starts.size()) + (scalars ? "" : " not scalar") +
                                            " starts for an array of shape " + shapeText(shape) +
                                            "; expected one scalar for each axis");
  for (Value start : starts) { // dynamic_*_c2
    if (failed(checkIndexType(start, inference)))
      return failure();
    if (elementOf(start) != elementOf(starts[0]))
      return inference.fail(Fault::dtype, "starts have dtypes " + dtypeText(elementOf(starts[0])) + " and " +
                                              dtypeText(elementOf(start)) + "; expected equal dtypes");
  }
  return success();
}

static bool fitsInto(ArrayRef<int64_t> sizes, ArrayRef<int64_t> shape) {
  return sizes.size() == shape.size() && llvm::all_of(llvm::zip_equal(sizes, shape), [](auto pair) {
           return std::get<0>(pair) >= 0 && std::get<0>(pair) <= std::get<1>(pair);
         });
}

static AxisList startsOf(ArrayRef<Literal> starts, ArrayRef<int64_t> shape, ArrayRef<int64_t> sizes) {
  AxisList first;
  for (auto [start, extent, size] : llvm::zip_equal(starts, shape, sizes))
    first.push_back(clipStart(start, 0, extent - size));
  return first;
}

static AxisList sum(ArrayRef<int64_t> x, ArrayRef<int64_t> y) {
  return AxisList(
      llvm::map_range(llvm::zip_equal(x, y), [](auto pair) { return std::get<0>(pair) + std::get<1>(pair); }));
}

static Value dynamicSlice(Emit &e, Value operand, ValueRange starts, ArrayRef<int64_t> sizes) {
  SmallVector<Value> operands{operand};
  llvm::append_range(operands, starts);
  return e.value("dynamic_slice", operands, e.axes("slice_sizes", sizes));
}

static Value dynamicUpdateSlice(Emit &e, Value operand, Value update, ValueRange starts) {
  SmallVector<Value> operands{operand, update};
  llvm::append_range(operands, starts);
  return e.value("dynamic_update_slice", operands);
}

/// Starts of a batch as index vectors [size, rank].
static Value stackStarts(Emit &e, ArrayRef<Value> starts, ArrayRef<bool> batched, int64_t size) {
  SmallVector<Value> columns;
  for (auto [start, has] : llvm::zip_equal(starts, batched))
    columns.push_back(e.reshape(withLeading(e, start, has, size), {size, 1}));
  return e.concatenate(columns, 1);
}

/// Windows with all axes of an operand.
static WindowDims wholeWindows(ArrayRef<int64_t> sizes) {
  WindowDims dims;
  dims.windowAxes = dims.startAxes = firstAxes(sizes.size());
  dims.sizes = AxisList(sizes);
  return dims;
}

/// Starts of the operands' own axes, when the operands have a new leading axis.
static SmallVector<Value> behindWholeAxis(Emit &e, ArrayRef<Value> starts) {
  SmallVector<Value> all(starts);
  if (!starts.empty())
    all.insert(all.begin(), e.zeros(Emit::typeOf(starts[0])));
  else
    all.push_back(e.zeros(RankedTensorType::get({}, e.b.getI32Type())));
  return all;
}

// dynamic_slice

LogicalResult DynamicSliceOp::infer(Inference &inference) {
  ArrayRef<int64_t> shape = shapeOf(getOperand());
  if (failed(checkStarts(getStarts(), shape, inference)))
    return failure();
  if (!fitsInto(getSliceSizes(), shape)) // dynamic_slice_c3
    return inference.fail(Fault::shape, "slice_sizes are " + shapeText(getSliceSizes()) +
                                            "; expected extents of at most those of " + shapeText(shape));
  inference.result(getSliceSizes(), elementOf(getOperand()));
  return success();
}

LogicalResult DynamicSliceOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  AxisList starts = startsOf(operands.drop_front(), shapeOf(getOperand()), getSliceSizes());
  results.push_back(moveElements(getType(), operands[0], [&](ArrayRef<int64_t> index) { return sum(starts, index); }));
  return success();
}

LogicalResult DynamicSliceOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(tangents[0] ? dynamicSlice(e, tangents[0], getStarts(), getSliceSizes()) : nullptr);
  return success();
}

LogicalResult DynamicSliceOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                        MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    return dynamicUpdateSlice(e, e.zeros(e.typeOf(getOperand())), ct, getStarts());
  });
}

LogicalResult DynamicSliceOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                    SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  ArrayRef<Value> starts = operands.drop_front();
  if (!llvm::is_contained(batched.drop_front(), true)) {
    Value whole = withLeading(e, operands[0], batched[0], size);
    results.push_back(dynamicSlice(e, whole, behindWholeAxis(e, starts), prepend(size, getSliceSizes())));
    return success();
  }
  WindowDims dims = wholeWindows(getSliceSizes());
  Value indices = stackStarts(e, starts, batched.drop_front(), size);
  results.push_back(gather(e, operands[0], indices, batched[0] ? dims.overBoth() : dims.overIndices()));
  return success();
}

Cost DynamicSliceOp::cost() { return movementCost(*this); }

Value DynamicSliceOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  SmallVector<Value> source;
  IndexEmitter i(reader.b, reader.loc);
  for (auto [axis, at] : llvm::enumerate(index)) {
    int64_t limit = shapeOf(getOperand())[axis] - getSliceSizes()[axis];
    if (limit == 0) {
      source.push_back(at);
      continue;
    }
    Value start = reader.read(1 + axis, {});
    source.push_back(
        i.add(clipStart(reader.b, reader.loc, start, isUnsigned(elementOf(getStarts()[axis])), limit), at));
  }
  return reader.read(0, source);
}

// dynamic_update_slice

LogicalResult DynamicUpdateSliceOp::infer(Inference &inference) {
  ArrayRef<int64_t> shape = shapeOf(getOperand());
  if (failed(checkStarts(getStarts(), shape, inference)))
    return failure();
  if (elementOf(getOperand()) != elementOf(getUpdate())) // dynamic_update_slice_c3
    return inference.fail(Fault::dtype, "operand and update have dtypes " + dtypeText(elementOf(getOperand())) +
                                            " and " + dtypeText(elementOf(getUpdate())) + "; expected equal dtypes");
  if (!fitsInto(shapeOf(getUpdate()), shape))
    return inference.fail(Fault::shape, "update has shape " + shapeText(shapeOf(getUpdate())) +
                                            "; expected extents of at most those of " + shapeText(shape));
  inference.result(Emit::typeOf(getOperand()));
  return success();
}

LogicalResult DynamicUpdateSliceOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  AxisList starts = startsOf(operands.drop_front(2), shapeOf(getOperand()), shapeOf(getUpdate()));
  Literal result = operands[0];
  int64_t from = 0;
  forEachIndex(shapeOf(getUpdate()), [&](ArrayRef<int64_t> index) {
    copyElement(result, positionOf(sum(starts, index), getType().getShape()), operands[1], from++);
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult DynamicUpdateSliceOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(tangents[0] || tangents[1]
                        ? dynamicUpdateSlice(e, materialized(e, tangents[0], getOperand()),
                                             materialized(e, tangents[1], getUpdate()), getStarts())
                        : nullptr);
  return success();
}

LogicalResult DynamicUpdateSliceOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                              MutableArrayRef<Value> results) {
  Emit e(b, getLoc());
  Value ct = cotangents[0];
  if (ct && linear[0])
    results[0] = dynamicUpdateSlice(e, ct, e.zeros(e.typeOf(getUpdate())), getStarts());
  if (ct && linear[1])
    results[1] = dynamicSlice(e, ct, getStarts(), shapeOf(getUpdate()));
  return success();
}

LogicalResult DynamicUpdateSliceOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                          SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  ArrayRef<Value> starts = operands.drop_front(2);
  Value operand = withLeading(e, operands[0], batched[0], size), update = withLeading(e, operands[1], batched[1], size);
  if (!llvm::is_contained(batched.drop_front(2), true)) {
    results.push_back(dynamicUpdateSlice(e, operand, update, behindWholeAxis(e, starts)));
    return success();
  }
  Value indices = stackStarts(e, starts, batched.drop_front(2), size);
  WindowDims dims = wholeWindows(shapeOf(getUpdate())).overBoth();
  results.push_back(scatter(e, operand, indices, update, dims, "set", /*unique=*/true));
  return success();
}

Cost DynamicUpdateSliceOp::cost() { return movementCost(*this); }

LogicalResult DynamicUpdateSliceOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerDynamicUpdateSlice(*this, kernel);
}

} // namespace burin::ir
