// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/ShapeOps.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Shape.cpp.inc"

namespace burin::ir {

static LogicalResult checkExtents(ArrayRef<int64_t> shape, Inference &inference) {
  if (noneNegative(shape))
    return success();
  return inference.fail(Fault::shape, "shape is " + shapeText(shape) + "; expected extents that are not negative");
}

// iota

LogicalResult IotaOp::infer(Inference &inference) {
  bool isArray = isArrayType(RankedTensorType::get({}, getDtype()));
  if (!isArray || isBool(getDtype())) // iota_c1
    return inference.fail(Fault::dtype, "the dtype is bool or none of an array's; expected a number");
  if (failed(checkExtents(getShape(), inference))) // iota_c2
    return failure();
  if (getDimension() >= getShape().size()) // iota_c3
    return inference.fail(Fault::shape, "dimension is " + std::to_string(getDimension()) + "; expected an axis of " +
                                            shapeText(getShape()));
  inference.result(getShape(), getDtype());
  return success();
}

LogicalResult IotaOp::evaluate(ArrayRef<Literal>, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  int64_t i = 0;
  forEachIndex(getShape(), [&](ArrayRef<int64_t> index) {
    int64_t value = index[getDimension()];
    if (result.floating())
      result.setReal(i++, value);
    else
      result.setInteger(i++, value);
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult IotaOp::linearize(OpBuilder &, ArrayRef<Value>, SmallVectorImpl<Value> &results) {
  results.push_back(nullptr);
  return success();
}

LogicalResult IotaOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return success();
}

LogicalResult IotaOp::batch(OpBuilder &b, ArrayRef<Value>, ArrayRef<bool>, int64_t size,
                            SmallVectorImpl<Value> &results) {
  results.push_back(
      Emit(b, getLoc()).iota(getDtype(), prepend(size, getShape()), static_cast<int64_t>(getDimension()) + 1));
  return success();
}

Value IotaOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  Value i = index[getDimension()];
  Type element = getDtype();
  if (!isFloating(element))
    return make<arith::IndexCastOp>(reader, reader.b.getIntegerType(element.getIntOrFloatBitWidth()), i);
  // AVX2 converts vectors of 32-bit integers only.
  unsigned bits = getShape()[getDimension()] <= INT32_MAX ? 32 : 64;
  return make<arith::SIToFPOp>(reader, element, make<arith::IndexCastOp>(reader, reader.b.getIntegerType(bits), i));
}

bool IotaOp::cheapToRecompute() { return true; }

// broadcast_in_dim

LogicalResult BroadcastInDimOp::infer(Inference &inference) {
  ArrayRef<int64_t> from = shapeOf(getX()), to = getShape(), dimensions = getDimensions();
  if (failed(checkExtents(to, inference))) // broadcast_in_dim_c1
    return failure();
  if (dimensions.size() != from.size()) // broadcast_in_dim_c2
    return inference.fail(Fault::shape, std::to_string(dimensions.size()) + " dimensions for operand of shape " +
                                            shapeText(from) + "; expected one per axis");
  bool increasing = distinctAxes(dimensions, to.size()) && llvm::is_sorted(dimensions); // broadcast_in_dim_c3
  if (!increasing)
    return inference.fail(Fault::shape,
                          "dimensions are " + shapeText(dimensions) + "; expected increasing axes of " + shapeText(to));
  for (auto [extent, axis] : llvm::zip_equal(from, dimensions)) // broadcast_in_dim_c4
    if (extent != 1 && extent != to[axis])
      return inference.fail(Fault::shape, "operand has shape " + shapeText(from) + "; expected extents 1 or those of " +
                                              shapeText(to) + " at axes " + shapeText(dimensions));
  inference.result(to, elementOf(getX()));
  return success();
}

LogicalResult BroadcastInDimOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  results.push_back(moveElements(getType(), operands[0], [&](ArrayRef<int64_t> index) {
    AxisList source = permuted(index, getDimensions());
    for (auto [i, extent] : llvm::zip_equal(source, shapeOf(getX())))
      i = extent == 1 ? 0 : i;
    return source;
  }));
  return success();
}

LogicalResult BroadcastInDimOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                          MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    AxisList kept;
    for (auto [extent, axis] : llvm::zip_equal(shapeOf(getX()), getDimensions()))
      if (extent == getShape()[axis])
        kept.push_back(axis);
    Value sum = kept.size() == getShape().size() ? ct : e.reduceSum(ct, otherAxes(kept, getShape().size()));
    return shapeOf(sum) == shapeOf(getX()) ? sum : e.reshape(sum, shapeOf(getX()));
  });
}

LogicalResult BroadcastInDimOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                      SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  AxisList dimensions = behindLeading(getDimensions());
  if (batched[0])
    dimensions = prepend(0, dimensions);
  results.push_back(e.broadcast(operands[0], prepend(size, getShape()), dimensions));
  return success();
}

Value BroadcastInDimOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source;
  for (auto [extent, axis] : llvm::zip_equal(shapeOf(getX()), getDimensions()))
    source.push_back(extent == 1 ? i.constant(0) : index[axis]);
  return reader.read(0, source);
}

// reshape

LogicalResult ReshapeOp::infer(Inference &inference) {
  ArrayRef<int64_t> from = shapeOf(getX()), to = getShape();
  if (failed(checkExtents(to, inference))) // reshape_c1
    return failure();
  if (product(from) != product(to)) // reshape_c2
    return inference.fail(Fault::shape, "shape is " + shapeText(to) + "; expected as many elements as " +
                                            shapeText(from) + " has, " + std::to_string(product(from)));
  inference.result(to, elementOf(getX()));
  return success();
}

LogicalResult ReshapeOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  for (int64_t i = 0; i < result.size(); ++i)
    copyElement(result, i, operands[0], i);
  results.push_back(std::move(result));
  return success();
}

LogicalResult ReshapeOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                   MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results,
                           [&](Emit &e, Value ct) { return e.reshape(ct, shapeOf(getX())); });
}

LogicalResult ReshapeOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                               SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(e.reshape(withLeading(e, operands[0], batched[0], size), prepend(size, getShape())));
  return success();
}

Value ReshapeOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  return reader.read(0, reader.unflatten(reader.flatten(index, getShape()), shapeOf(getX())));
}

} // namespace burin::ir
