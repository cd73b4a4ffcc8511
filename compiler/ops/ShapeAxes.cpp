// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Shape.td whose result axes each walk along one operand axis: transpose, slice and reverse.
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/ShapeOps.h"

using namespace mlir;

namespace burin::ir {

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

Value TransposeOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  SmallVector<Value> source;
  for (int64_t axis : inverted(getPermutation()))
    source.push_back(index[axis]);
  return reader.read(0, source);
}

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

Value SliceOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source;
  for (auto [axis, at] : llvm::enumerate(index))
    source.push_back(i.add(i.mul(at, getStrides()[axis]), getStart()[axis]));
  return reader.read(0, source);
}

// reverse

LogicalResult ReverseOp::infer(Inference &inference) {
  if (!distinctAxes(getDimensions(), shapeOf(getX()).size())) // reverse_c1
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

Value ReverseOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  IndexEmitter i(reader.b, reader.loc);
  SmallVector<Value> source(index);
  for (int64_t axis : getDimensions())
    source[axis] = i.subtractFrom(shapeOf(getX())[axis] - 1, index[axis]);
  return reader.read(0, source);
}

} // namespace burin::ir
