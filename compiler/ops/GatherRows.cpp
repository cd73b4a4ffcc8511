// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/GatherOps.h"
#include "compiler/ops/Movement.h"

using namespace mlir;

namespace burin::ir {

// What gather and scatter share

static AxisList rowsShape(Value operand, Value indices) {
  AxisList shape(shapeOf(indices));
  llvm::append_range(shape, shapeOf(operand).drop_front());
  return shape;
}

static LogicalResult checkRows(Value operand, Value indices, Inference &inference) {
  if (shapeOf(operand).empty()) // *_rows_c1
    return inference.fail(Fault::shape, "operand has shape (); expected at least one axis");
  Type element = elementOf(indices);
  if (!element.isSignlessInteger(32) && !element.isSignlessInteger(64)) // *_rows_c2
    return inference.fail(Fault::dtype, "indices have dtype " + dtypeText(element) + "; expected int32 or int64");
  return success();
}

/// Visits (position among the indices' rows, position in the operand or -1, elements of a row): one visit per
/// row.
static void forEachRow(const Literal &operand, const Literal &indices,
                       function_ref<void(int64_t, int64_t, int64_t)> visit) {
  int64_t rows = operand.type().getDimSize(0), extent = product(operand.type().getShape().drop_front());
  for (int64_t i = 0; i < indices.size(); ++i) {
    int64_t row = indices.integer(i);
    visit(i * extent, row >= 0 && row < rows ? row * extent : -1, extent);
  }
}

/// Moves axis `from` to position `to`.
static Value moveAxis(Emit &e, Value x, int64_t from, int64_t to) {
  AxisList permutation = otherAxes({from}, shapeOf(x).size());
  permutation.insert(permutation.begin() + to, from);
  return from == to ? x : e.transpose(x, permutation);
}

/// [batch, n, rest...] as [batch * n, rest...].
static Value mergeRows(Emit &e, Value x) {
  ArrayRef<int64_t> shape = shapeOf(x);
  return e.reshape(x, prepend(shape[0] * shape[1], shape.drop_front(2)));
}

/// Row numbers of each of a batch of arrays of n rows as row numbers of the merged array; -1 for those
/// outside.
static Value mergedIndices(Emit &e, Value indices, int64_t n) {
  Value wide = e.convert(indices, e.b.getI64Type());
  RankedTensorType type = e.typeOf(wide);
  Value start = e.mul(e.iota(type.getElementType(), type.getShape(), 0), e.scalar(static_cast<double>(n), type));
  Value inside =
      e.logicalAnd(e.compare(wide, e.zeros(type), "ge"), e.compare(wide, e.scalar(static_cast<double>(n), type), "lt"));
  return e.select(inside, e.add(wide, start), e.scalar(-1, type));
}

// gather_rows

LogicalResult GatherRowsOp::infer(Inference &inference) {
  if (failed(checkRows(getOperand(), getIndices(), inference)))
    return failure();
  inference.result(rowsShape(getOperand(), getIndices()), elementOf(getOperand()));
  return success();
}

LogicalResult GatherRowsOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  forEachRow(operands[0], operands[1], [&](int64_t to, int64_t from, int64_t extent) {
    for (int64_t i = 0; from >= 0 && i < extent; ++i)
      copyElement(result, to + i, operands[0], from + i);
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult GatherRowsOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  results.push_back(tangents[0] ? Emit(b, getLoc()).gatherRows(tangents[0], getIndices()) : nullptr);
  return success();
}

LogicalResult GatherRowsOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                      MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    return e.scatterAddRows(e.zeros(e.typeOf(getOperand())), getIndices(), ct);
  });
}

LogicalResult GatherRowsOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                  SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  if (!batched[0]) {
    results.push_back(e.gatherRows(operands[0], withLeading(e, operands[1], batched[1], size)));
  } else if (!batched[1]) {
    Value rows = e.gatherRows(moveAxis(e, operands[0], 0, 1), operands[1]);
    results.push_back(moveAxis(e, rows, shapeOf(getIndices()).size(), 0));
  } else {
    Value indices = mergedIndices(e, operands[1], shapeOf(getOperand())[0]);
    results.push_back(e.gatherRows(mergeRows(e, operands[0]), indices));
  }
  return success();
}

Cost GatherRowsOp::cost() { return movementCost(*this); }

Value GatherRowsOp::lowerElement(ElementReader &reader, ValueRange index, unsigned) {
  size_t leading = shapeOf(getIndices()).size();
  int64_t rows = shapeOf(getOperand())[0];
  Value zero = zeroElement(reader.b, reader.loc, elementOf(getOperand()));
  if (rows == 0)
    return zero;
  IndexEmitter i(reader.b, reader.loc);
  Value row = make<arith::IndexCastOp>(reader, reader.b.getIndexType(), reader.read(1, index.take_front(leading)));
  Value inside = i.inBounds(row, rows);
  SmallVector<Value> source{i.select(inside, row, i.constant(0))};
  llvm::append_range(source, index.drop_front(leading));
  return i.select(inside, reader.read(0, source), zero);
}

// scatter_add_rows

LogicalResult ScatterAddRowsOp::infer(Inference &inference) {
  if (failed(checkRows(getOperand(), getIndices(), inference)))
    return failure();
  if (elementOf(getUpdates()) != elementOf(getOperand()) || isBool(elementOf(getOperand()))) // scatter_add_rows_c3
    return inference.fail(Fault::dtype, "operand and updates have dtypes " + dtypeText(elementOf(getOperand())) +
                                            " and " + dtypeText(elementOf(getUpdates())) + "; expected equal numbers");
  AxisList expected = rowsShape(getOperand(), getIndices());
  if (shapeOf(getUpdates()) != ArrayRef(expected)) // scatter_add_rows_c4
    return inference.fail(Fault::shape, "updates have shape " + shapeText(shapeOf(getUpdates())) + "; expected " +
                                            shapeText(expected));
  inference.result(Emit::typeOf(getOperand()));
  return success();
}

LogicalResult ScatterAddRowsOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result = operands[0];
  const Literal &updates = operands[2];
  forEachRow(operands[0], operands[1], [&](int64_t from, int64_t to, int64_t extent) {
    for (int64_t i = 0; to >= 0 && i < extent; ++i)
      if (result.floating())
        result.setReal(to + i, result.real(to + i) + updates.real(from + i));
      else
        result.setInteger(to + i, static_cast<int64_t>(static_cast<uint64_t>(result.integer(to + i)) +
                                                       static_cast<uint64_t>(updates.integer(from + i))));
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult ScatterAddRowsOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value sum = tangents[0];
  if (tangents[2])
    sum = e.scatterAddRows(materialized(e, tangents[0], getOperand()), getIndices(), tangents[2]);
  results.push_back(sum);
  return success();
}

LogicalResult ScatterAddRowsOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                          MutableArrayRef<Value> results) {
  Value ct = cotangents[0];
  if (ct && linear[0])
    results[0] = ct;
  if (ct && linear[2])
    results[2] = Emit(b, getLoc()).gatherRows(ct, getIndices());
  return success();
}

LogicalResult ScatterAddRowsOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                      SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value operand = withLeading(e, operands[0], batched[0], size);
  Value updates = withLeading(e, operands[2], batched[2], size);
  if (!batched[1]) {
    updates = moveAxis(e, updates, 0, shapeOf(getIndices()).size());
    results.push_back(moveAxis(e, e.scatterAddRows(moveAxis(e, operand, 0, 1), operands[1], updates), 1, 0));
  } else {
    Value indices = mergedIndices(e, operands[1], shapeOf(getOperand())[0]);
    Value rows = e.scatterAddRows(mergeRows(e, operand), indices, updates);
    results.push_back(e.reshape(rows, shapeOf(operand)));
  }
  return success();
}

Cost ScatterAddRowsOp::cost() {
  return {static_cast<uint64_t>(Emit::typeOf(getUpdates()).getNumElements()), 0, operandAndResultBytes(*this)};
}

LogicalResult ScatterAddRowsOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerScatterAddRows(*this, kernel);
}

} // namespace burin::ir
