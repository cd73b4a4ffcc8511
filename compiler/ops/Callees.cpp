// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Callees.h"

#include "compiler/ir/Evaluator.h"
#include "compiler/ops/Indices.h"

#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace burin::ir {

func::FuncOp calleeOf(Operation *op, FlatSymbolRefAttr name) {
  return SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name);
}

LogicalResult checkCallee(Operation *op, FlatSymbolRefAttr name, Inference &inference) {
  if (calleeOf(op, name))
    return success();
  return inference.fail(Fault::unsupported, ("@" + name.getValue() + " is not a function of the module").str());
}

LogicalResult checkCallees(Operation *op, Inference &inference) {
  for (FlatSymbolRefAttr name : cast<CallLike>(op).callees())
    if (failed(checkCallee(op, name, inference)))
      return failure();
  return success();
}

SmallVector<Type> concat(TypeRange first, TypeRange second) {
  SmallVector<Type> all(first);
  llvm::append_range(all, second);
  return all;
}

std::string listText(TypeRange types) {
  std::string text;
  llvm::raw_string_ostream out(text);
  llvm::interleaveComma(types, out << '(', [&](Type type) { out << typeText(cast<RankedTensorType>(type)); });
  out << ')';
  return text;
}

LogicalResult checkTypes(const Twine &what, TypeRange actual, TypeRange expected, Inference &inference) {
  if (llvm::equal(actual, expected))
    return success();
  return inference.fail(Fault::shape,
                        (what + " have types " + listText(actual) + "; expected " + listText(expected)).str());
}

LogicalResult checkCounts(ArrayRef<int64_t> counts, size_t numGroups, StringRef inWords, size_t total,
                          Inference &inference) {
  int64_t sum = 0;
  for (int64_t count : counts)
    sum += count;
  if (counts.size() == numGroups && noneNegative(counts) && sum == static_cast<int64_t>(total))
    return success();
  return inference.fail(Fault::unsupported, "operand_counts is " + shapeText(counts) + "; expected " + inWords.str() +
                                                " extents that add up to " + std::to_string(total));
}

OperandRange operandGroup(Operation *op, ArrayRef<int64_t> counts, unsigned group, unsigned skipped) {
  for (int64_t count : counts.take_front(group))
    skipped += count;
  return op->getOperands().slice(skipped, counts[group]);
}

SmallVector<unsigned> numbersFrom(unsigned first, unsigned count) {
  return llvm::to_vector(llvm::seq(first, first + count));
}

LogicalResult evaluateCallee(Operation *op, FlatSymbolRefAttr name, ArrayRef<Literal> arguments,
                             SmallVectorImpl<Literal> &results) {
  if (func::FuncOp callee = calleeOf(op, name))
    return evaluate(callee, arguments, results);
  return op->emitError() << "unknown function " << name;
}

LogicalResult evaluateCall(CallLike call, ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  if (!call.valueCallee())
    return refuse(call, "evaluate", "a derivative has no value before it is expanded");
  return evaluateCallee(call, call.valueCallee(), operands.take_front(call.valueOperands().size()), results);
}

Cost costOf(func::FuncOp function, uint64_t times) {
  Cost total;
  for (auto op : function.getOps<ArrayOp>()) { // computations in it are in its cost
    Cost cost = op.cost();
    total.flops += cost.flops * times;
    total.transcendentals += cost.transcendentals * times;
    total.bytes += cost.bytes * times;
  }
  return total;
}

} // namespace burin::ir
