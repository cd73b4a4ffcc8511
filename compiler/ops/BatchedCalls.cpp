// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/BatchedCalls.h"

using namespace mlir;

#include "compiler/ir/CallBatching.cpp.inc"

namespace burin::ir {

void callAgain(Operation *op, OpBuilder &b, ArrayRef<Value> operands, ArrayRef<NamedAttribute> functions,
               SmallVectorImpl<Value> &results) {
  NamedAttrList attributes(op->getAttrDictionary());
  for (NamedAttribute function : functions)
    attributes.set(function.getName(), function.getValue());
  Operation *again =
      Emit(b, op->getLoc()).op(op->getName().stripDialect(), operands, attributes.getAttrs(), op->getNumResults());
  llvm::append_range(results, again->getResults());
}

SmallVector<ResultAxis> forcedWhere(ArrayRef<bool> needed) {
  return llvm::map_to_vector(needed, [](bool is) { return is ? ResultAxis::forced : ResultAxis::found; });
}

FailureOr<BatchedFunction> batchBody(Operation *loop, FlatSymbolRefAttr body, MutableArrayRef<bool> arguments,
                                     unsigned numCarries, int64_t size, FunctionBatcher &functions) {
  MutableArrayRef<bool> carry = arguments.take_front(numCarries);
  while (true) {
    SmallVector<bool> needed(carry);
    needed.resize(loop->getNumResults(), false);
    FailureOr<BatchedFunction> function = functions.batch(loop, body, arguments, size, forcedWhere(needed));
    if (failed(function))
      return failure();
    ArrayRef<bool> next = ArrayRef<bool>(function->results).take_front(numCarries);
    if (next == carry)
      return function;
    llvm::copy(next, carry.begin());
  }
}

SmallVector<Value> withAxis(OpBuilder &b, Location loc, ArrayRef<Value> values, ArrayRef<bool> batched,
                            ArrayRef<bool> needed, int64_t size) {
  Emit emit(b, loc);
  SmallVector<Value> wide;
  for (auto [value, is, must] : llvm::zip_equal(values, batched, needed))
    wide.push_back(must && !is ? emit.broadcastLeading(value, size) : value);
  return wide;
}

Value moveAxis(Emit &emit, Value x, int64_t from, int64_t to) {
  if (from == to)
    return x;
  SmallVector<int64_t> permutation;
  for (int64_t axis = 0; axis < Emit::typeOf(x).getRank(); ++axis)
    if (axis != from)
      permutation.push_back(axis);
  permutation.insert(permutation.begin() + to, from);
  return emit.transpose(x, permutation);
}

void runRowByRow(Operation *op, OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                 FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  SmallVector<unsigned> order;
  for (bool rows : {true, false}) // xs, then captures
    for (auto [number, is] : llvm::enumerate(batched))
      if (is == rows)
        order.push_back(number);
  int64_t numRows = llvm::count(batched, true), numShared = llvm::count(batched, false);
  auto inputs = llvm::map_to_vector(order, [&](unsigned number) { return operands[number]; });
  Emit emit(b, op->getLoc());
  Operation *scan = emit.op("scan", inputs,
                            {b.getNamedAttr("body", functions.outline(op, order)),
                             emit.axes("operand_counts", {0, numRows, numShared}), emit.number("length", size)},
                            op->getNumResults());
  llvm::append_range(results, scan->getResults());
}

} // namespace burin::ir
