// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Emit.h"
#include "compiler/ops/BatchedCalls.h"
#include "compiler/ops/Callees.h"
#include "compiler/ops/ControlFlowOps.h"
#include "compiler/ops/Indices.h"

#include <algorithm>

using namespace mlir;

namespace burin::ir {

// scan

SmallVector<FlatSymbolRefAttr> ScanOp::callees() { return {getBodyAttr()}; }
FlatSymbolRefAttr ScanOp::valueCallee() { return nullptr; }
OperandRange ScanOp::valueOperands() { return getInputs(); }

OperandRange ScanOp::carry() { return operandGroup(*this, getOperandCounts(), 0); }
OperandRange ScanOp::xs() { return operandGroup(*this, getOperandCounts(), 1); }
OperandRange ScanOp::captures() { return operandGroup(*this, getOperandCounts(), 2); }
ResultRange ScanOp::carryResults() { return getResults().take_front(getOperandCounts()[0]); }
ResultRange ScanOp::ys() { return getResults().drop_front(getOperandCounts()[0]); }

unsigned ScanOp::carriedBy(unsigned) { return carry().size(); }
SmallVector<unsigned> ScanOp::argumentOperands(unsigned) { return numbersFrom(0, getInputs().size()); }

/// Types of the rows of xs.
static LogicalResult rowTypes(ScanOp op, SmallVector<Type> &rows, Inference &inference) {
  for (auto [number, x] : llvm::enumerate(op.xs())) {
    auto type = cast<RankedTensorType>(x.getType());
    int64_t length = op.getLength();
    if (type.getRank() == 0 || type.getDimSize(0) != length) // scan_c5
      return inference.fail(Fault::shape, "x " + std::to_string(number) + " is " + typeText(type) +
                                              "; expected a leading axis of extent " + std::to_string(length));
    rows.push_back(RankedTensorType::get(type.getShape().drop_front(), type.getElementType()));
  }
  return success();
}

static LogicalResult checkNumbers(ScanOp op, Inference &inference) {
  int64_t length = op.getLength(), unroll = op.getUnroll();
  if (length < 0) // scan_c6
    return inference.fail(Fault::shape, "length is " + std::to_string(length) + "; expected a length from 0");
  if (unroll < 1) // scan_c7
    return inference.fail(Fault::unsupported, "unroll is " + std::to_string(unroll) + "; expected 1 or more");
  return success();
}

LogicalResult ScanOp::infer(Inference &inference) {
  SmallVector<Type> rows;
  if (failed(checkCounts(getOperandCounts(), 3, "three", getInputs().size(), inference)) || // scan_c4
      failed(checkCallees(*this, inference)) || failed(checkNumbers(*this, inference)) ||
      failed(rowTypes(*this, rows, inference)))
    return failure();
  func::FuncOp body = calleeOf(*this, getBodyAttr());
  TypeRange carryTypes = carry().getTypes(), given = body.getResultTypes();
  SmallVector<Type> arguments = concat(concat(carryTypes, rows), captures().getTypes());
  if (failed(checkTypes("carry, rows and captures of body", arguments, body.getArgumentTypes(), inference)) ||
      failed(checkTypes("first results of body", given.take_front(std::min(carryTypes.size(), given.size())),
                        carryTypes, inference)))
    return failure();
  inference.types.assign(carryTypes.begin(), carryTypes.end());
  for (Type type : given.drop_front(carryTypes.size())) {
    auto row = cast<RankedTensorType>(type);
    SmallVector<int64_t> shape(row.getShape());
    shape.insert(shape.begin(), getLength());
    inference.result(shape, row.getElementType());
  }
  return success();
}

static void copyElements(const Literal &from, int64_t fromStart, Literal &to, int64_t toStart, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    copyElement(to, toStart + i, from, fromStart + i);
}

static Literal rowOf(const Literal &x, int64_t number) {
  Literal row(RankedTensorType::get(x.type().getShape().drop_front(), x.type().getElementType()));
  copyElements(x, number * row.size(), row, 0, row.size());
  return row;
}

LogicalResult ScanOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  ArrayRef<int64_t> counts = getOperandCounts();
  ArrayRef<Literal> xs = operands.slice(counts[0], counts[1]);
  SmallVector<Literal> carry(operands.take_front(counts[0])), stacked;
  for (Value y : ys())
    stacked.emplace_back(Emit::typeOf(y));
  for (int64_t step = 0, length = getLength(); step < length; ++step) {
    int64_t number = getReverse() ? length - 1 - step : step;
    SmallVector<Literal> arguments(carry), given;
    for (const Literal &x : xs)
      arguments.push_back(rowOf(x, number));
    llvm::append_range(arguments, operands.take_back(counts[2]));
    if (failed(evaluateCallee(*this, getBodyAttr(), arguments, given)))
      return failure();
    carry.assign(given.begin(), given.begin() + counts[0]);
    for (auto [y, row] : llvm::zip_equal(stacked, llvm::drop_begin(given, counts[0])))
      copyElements(row, 0, y, number * row.size(), row.size());
  }
  llvm::append_range(results, carry);
  llvm::append_range(results, stacked);
  return success();
}

/// Rows of the batch lie behind those of the loop.
static void swapRows(OpBuilder &b, Location loc, MutableArrayRef<Value> values, ArrayRef<bool> batched) {
  Emit emit(b, loc);
  for (auto [value, is] : llvm::zip_equal(values, batched))
    if (is)
      value = moveAxis(emit, value, 0, 1);
}

LogicalResult ScanOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  int64_t numCarries = getOperandCounts()[0], numRows = getOperandCounts()[1];
  SmallVector<bool> needed(batched);
  FailureOr<BatchedFunction> body = batchBody(*this, getBodyAttr(), needed, numCarries, size, functions);
  if (failed(body))
    return failure();
  SmallVector<Value> inputs = withAxis(b, getLoc(), operands, batched, needed, size);
  swapRows(b, getLoc(), MutableArrayRef<Value>(inputs).slice(numCarries, numRows), batched.slice(numCarries, numRows));
  callAgain(*this, b, inputs, b.getNamedAttr("body", body->name), results);
  swapRows(b, getLoc(), MutableArrayRef<Value>(results).drop_front(numCarries),
           ArrayRef<bool>(body->results).drop_front(numCarries));
  return success();
}

Cost ScanOp::cost() { return costOf(calleeOf(*this, getBodyAttr()), getLength()); }

} // namespace burin::ir
