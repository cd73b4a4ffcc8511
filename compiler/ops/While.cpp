// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/BatchedCalls.h"
#include "compiler/ops/Callees.h"
#include "compiler/ops/ControlFlowOps.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#include "compiler/ir/ControlFlow.cpp.inc"
#define GET_OP_CLASSES
#include "compiler/ops/ControlFlow.cpp.inc"

namespace burin::ir {

// while

SmallVector<FlatSymbolRefAttr> WhileOp::callees() { return {getCondAttr(), getBodyAttr()}; }
FlatSymbolRefAttr WhileOp::valueCallee() { return nullptr; }
OperandRange WhileOp::valueOperands() { return getInputs(); }

OperandRange WhileOp::carry() { return operandGroup(*this, getOperandCounts(), 0); }
OperandRange WhileOp::condCaptures() { return operandGroup(*this, getOperandCounts(), 1); }
OperandRange WhileOp::bodyCaptures() { return operandGroup(*this, getOperandCounts(), 2); }

unsigned WhileOp::carriedBy(unsigned function) { return function == 0 ? 0 : carry().size(); }
SmallVector<unsigned> WhileOp::argumentOperands(unsigned function) {
  ArrayRef<int64_t> counts = getOperandCounts();
  SmallVector<unsigned> numbers = numbersFrom(0, counts[0]);
  llvm::append_range(numbers,
                     function == 0 ? numbersFrom(counts[0], counts[1]) : numbersFrom(counts[0] + counts[1], counts[2]));
  return numbers;
}

LogicalResult WhileOp::infer(Inference &inference) {
  if (failed(checkCounts(getOperandCounts(), 3, "three", getInputs().size(), inference)) || // while_c4
      failed(checkCallees(*this, inference)))
    return failure();
  if (static_cast<int64_t>(getCheckpoints()) < 0) // while_c5
    return inference.fail(Fault::unsupported, "checkpoints is " +
                                                  std::to_string(static_cast<int64_t>(getCheckpoints())) +
                                                  "; expected 0 (the default) or more");
  func::FuncOp cond = calleeOf(*this, getCondAttr()), body = calleeOf(*this, getBodyAttr());
  TypeRange types = carry().getTypes();
  Type truth = RankedTensorType::get({}, IntegerType::get(getContext(), 1));
  if (failed(checkTypes("carry and captures of cond", concat(types, condCaptures().getTypes()), cond.getArgumentTypes(),
                        inference)) ||
      failed(checkTypes("results of cond", cond.getResultTypes(), truth, inference)) ||
      failed(checkTypes("carry and captures of body", concat(types, bodyCaptures().getTypes()), body.getArgumentTypes(),
                        inference)) ||
      failed(checkTypes("results of body", body.getResultTypes(), types, inference)))
    return failure();
  inference.types.assign(types.begin(), types.end());
  return success();
}

LogicalResult WhileOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  ArrayRef<int64_t> counts = getOperandCounts();
  ArrayRef<Literal> captures = operands.drop_front(counts[0]);
  SmallVector<Literal> carry(operands.take_front(counts[0]));
  while (true) {
    SmallVector<Literal> arguments(carry), truth;
    llvm::append_range(arguments, captures.take_front(counts[1]));
    if (failed(evaluateCallee(*this, getCondAttr(), arguments, truth)))
      return failure();
    if (!truth[0].integer(0))
      break;
    arguments = carry;
    llvm::append_range(arguments, captures.drop_front(counts[1]));
    carry.clear();
    if (failed(evaluateCallee(*this, getBodyAttr(), arguments, carry)))
      return failure();
  }
  llvm::append_range(results, carry);
  return success();
}

// Rows that end apart are loops of their own: rows that are done cannot disturb, and all derivatives are theirs.
LogicalResult WhileOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                 FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  SmallVector<bool> needed(batched);
  auto batchCond = [&] { return functions.batch(*this, getCondAttr(), ofArguments(*this, 0, needed), size, {}); };
  FailureOr<BatchedFunction> cond = batchCond(), body;
  if (succeeded(cond) && !cond->results[0]) {
    SmallVector<bool> arguments = ofArguments(*this, 1, needed);
    body = batchBody(*this, getBodyAttr(), arguments, carry().size(), size, functions);
    if (failed(body))
      return failure();
    llvm::copy(ArrayRef<bool>(arguments).take_front(carry().size()), needed.begin());
    cond = batchCond();
  }
  if (failed(cond))
    return failure();
  if (cond->results[0])
    runRowByRow(*this, b, operands, batched, size, functions, results);
  else
    callAgain(*this, b, withAxis(b, getLoc(), operands, batched, needed, size),
              {b.getNamedAttr("cond", cond->name), b.getNamedAttr("body", body->name)}, results);
  return success();
}

// Of one turn: a bound from below unless the loop does not run.
Cost WhileOp::cost() {
  Cost total = costOf(calleeOf(*this, getBodyAttr())), test = costOf(calleeOf(*this, getCondAttr()));
  return {total.flops + test.flops, total.transcendentals + test.transcendentals, total.bytes + test.bytes};
}

} // namespace burin::ir
