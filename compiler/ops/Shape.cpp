// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"

using namespace mlir;

namespace burin::ir {

namespace {
Type elementOf(Value x) { return Emit::typeOf(x).getElementType(); }
ArrayRef<int64_t> shapeOf(Value x) { return Emit::shapeOf(x); }
int64_t rankOf(Value x) { return Emit::typeOf(x).getRank(); }

LogicalResult checkExtents(ArrayRef<int64_t> shape, Inference &inference) {
  if (noneNegative(shape))
    return success();
  return inference.fail(Fault::shape, "shape is " + shapeText(shape) + "; expected extents that are not negative");
}
} // namespace

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

Cost IotaOp::cost() { return movementCost(*this); }

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

LogicalResult BroadcastInDimOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
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

Cost BroadcastInDimOp::cost() { return movementCost(*this); }

Value BroadcastInDimOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source;
  for (auto [extent, axis] : llvm::zip_equal(shapeOf(getX()), getDimensions()))
    source.push_back(extent == 1 ? i.constant(0) : index[axis]);
  return reader.read(0, source);
}

bool BroadcastInDimOp::cheapToRecompute() { return true; }

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

LogicalResult ReshapeOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
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

Cost ReshapeOp::cost() { return movementCost(*this); }

Value ReshapeOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  return reader.read(0, reader.unflatten(reader.flatten(index, getShape()), shapeOf(getX())));
}

bool ReshapeOp::cheapToRecompute() { return true; }

// transpose

LogicalResult TransposeOp::infer(Inference &inference) {
  ArrayRef<int64_t> from = shapeOf(getX()), permutation = getPermutation();
  if (permutation.size() != from.size() || !distinctAxes(permutation, from.size())) // transpose_c1
    return inference.fail(Fault::shape, "permutation is " + shapeText(permutation) + "; expected each axis of shape " +
                                            shapeText(from) + " once");
  inference.result(permuted(from, permutation), elementOf(getX()));
  return success();
}

LogicalResult TransposeOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  AxisList inverse = inverted(getPermutation());
  results.push_back(
      moveElements(getType(), operands[0], [&](ArrayRef<int64_t> index) { return permuted(index, inverse); }));
  return success();
}

LogicalResult TransposeOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult TransposeOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                     MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results,
                           [&](Emit &e, Value ct) { return e.transpose(ct, inverted(getPermutation())); });
}

LogicalResult TransposeOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                 SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  AxisList permutation = prepend(0, behindLeading(getPermutation()));
  results.push_back(e.transpose(withLeading(e, operands[0], batched[0], size), permutation));
  return success();
}

Cost TransposeOp::cost() { return movementCost(*this); }

Value TransposeOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  SmallVector<Value> source;
  for (int64_t axis : inverted(getPermutation()))
    source.push_back(index[axis]);
  return reader.read(0, source);
}

bool TransposeOp::cheapToRecompute() { return true; }

// slice

LogicalResult SliceOp::infer(Inference &inference) {
  ArrayRef<int64_t> from = shapeOf(getX()), start = getStart(), limit = getLimit(), strides = getStrides();
  if (start.size() != from.size() || limit.size() != from.size() || strides.size() != from.size()) // slice_c1
    return inference.fail(Fault::shape, "start is " + shapeText(start) + ", limit " + shapeText(limit) + ", strides " +
                                            shapeText(strides) + "; expected one number per axis of " +
                                            shapeText(from));
  AxisList shape;
  for (size_t axis = 0; axis < from.size(); ++axis) {
    if (start[axis] < 0 || start[axis] > limit[axis] || limit[axis] > from[axis]) // slice_c2
      return inference.fail(Fault::shape, "start is " + shapeText(start) + ", limit " + shapeText(limit) +
                                              "; expected 0 <= start <= limit <= " + shapeText(from));
    if (strides[axis] < 1) // slice_c3
      return inference.fail(Fault::shape, "strides are " + shapeText(strides) + "; expected at least 1");
    shape.push_back(llvm::divideCeil(limit[axis] - start[axis], strides[axis]));
  }
  inference.result(shape, elementOf(getX()));
  return success();
}

LogicalResult SliceOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  results.push_back(moveElements(getType(), operands[0], [&](ArrayRef<int64_t> index) {
    AxisList source(index);
    for (size_t axis = 0; axis < source.size(); ++axis)
      source[axis] = getStart()[axis] + index[axis] * getStrides()[axis];
    return source;
  }));
  return success();
}

LogicalResult SliceOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult SliceOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                 MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    AxisList high, interior;
    for (auto [axis, extent] : llvm::enumerate(shapeOf(ct))) {
      int64_t covered = extent == 0 ? 0 : (extent - 1) * getStrides()[axis] + 1;
      high.push_back(shapeOf(getX())[axis] - getStart()[axis] - covered);
      interior.push_back(getStrides()[axis] - 1);
    }
    return e.pad(ct, zeroScalarArray(e, ct), getStart(), high, interior);
  });
}

LogicalResult SliceOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                             SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(e.slice(withLeading(e, operands[0], batched[0], size), prepend(0, getStart()),
                            prepend(size, getLimit()), prepend(1, getStrides())));
  return success();
}

Cost SliceOp::cost() { return movementCost(*this); }

Value SliceOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source;
  for (auto [axis, at] : llvm::enumerate(index))
    source.push_back(i.add(i.mul(at, getStrides()[axis]), getStart()[axis]));
  return reader.read(0, source);
}

bool SliceOp::cheapToRecompute() { return true; }

// reverse

LogicalResult ReverseOp::infer(Inference &inference) {
  if (!distinctAxes(getDimensions(), rankOf(getX()))) // reverse_c1
    return inference.fail(Fault::shape, "dimensions are " + shapeText(getDimensions()) +
                                            "; expected distinct axes of " + shapeText(shapeOf(getX())));
  inference.result(Emit::typeOf(getX()));
  return success();
}

LogicalResult ReverseOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  results.push_back(moveElements(getType(), operands[0], [&](ArrayRef<int64_t> index) {
    AxisList source(index);
    for (int64_t axis : getDimensions())
      source[axis] = shapeOf(getX())[axis] - 1 - index[axis];
    return source;
  }));
  return success();
}

LogicalResult ReverseOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult ReverseOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                   MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results,
                           [&](Emit &e, Value ct) { return e.reverse(ct, getDimensions()); });
}

LogicalResult ReverseOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                               SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  results.push_back(e.reverse(withLeading(e, operands[0], batched[0], size), behindLeading(getDimensions())));
  return success();
}

Cost ReverseOp::cost() { return movementCost(*this); }

Value ReverseOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source(index);
  for (int64_t axis : getDimensions())
    source[axis] = i.subtractFrom(shapeOf(getX())[axis] - 1, index[axis]);
  return reader.read(0, source);
}

bool ReverseOp::cheapToRecompute() { return true; }

} // namespace burin::ir
