// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/BoundedSlope.h"
#include "compiler/ir/Emit.h"
#include "compiler/ops/BatchedCalls.h"
#include "compiler/ops/Callees.h"
#include "compiler/ops/ControlFlowOps.h"

#include <algorithm>
#include <numeric>

using namespace mlir;

namespace burin::ir {

// case

SmallVector<FlatSymbolRefAttr> CaseOp::callees() {
  return llvm::to_vector(getBranches().getAsRange<FlatSymbolRefAttr>());
}
FlatSymbolRefAttr CaseOp::valueCallee() { return nullptr; }
OperandRange CaseOp::valueOperands() { return getInputs(); }

Value CaseOp::index() { return getInputs().front(); }
OperandRange CaseOp::shared() { return operandGroup(*this, getOperandCounts(), 0, 1); }
OperandRange CaseOp::capturesOf(unsigned branch) { return operandGroup(*this, getOperandCounts(), branch + 1, 1); }
SmallVector<Value> CaseOp::argumentsOf(unsigned branch) {
  SmallVector<Value> arguments(shared());
  llvm::append_range(arguments, capturesOf(branch));
  return arguments;
}

unsigned CaseOp::carriedBy(unsigned) { return 0; }
SmallVector<unsigned> CaseOp::argumentOperands(unsigned function) {
  ArrayRef<int64_t> counts = getOperandCounts();
  SmallVector<unsigned> numbers = numbersFrom(1, counts[0]);
  int64_t before = std::accumulate(counts.begin(), counts.begin() + function + 1, int64_t(1));
  llvm::append_range(numbers, numbersFrom(before, counts[function + 1]));
  return numbers;
}

LogicalResult CaseOp::infer(Inference &inference) {
  SmallVector<FlatSymbolRefAttr> names = callees();
  if (names.empty()) // case_c5
    return inference.fail(Fault::unsupported, "there is no branch; expected one or more");
  Type index = RankedTensorType::get({}, IntegerType::get(getContext(), 32));
  if (getInputs().empty() || getInputs()[0].getType() != index)
    return inference.fail(Fault::dtype,
                          "expected an index of type int32[]" +
                              (getInputs().empty() ? "" : ", got " + typeText(Emit::typeOf(this->index()))));
  if (failed(checkCounts(getOperandCounts(), names.size() + 1, std::to_string(names.size() + 1), getInputs().size() - 1,
                         inference)) || // case_c4
      failed(checkCallees(*this, inference)))
    return failure();
  TypeRange results = calleeOf(*this, names[0]).getResultTypes();
  for (auto [number, name] : llvm::enumerate(names)) {
    func::FuncOp branch = calleeOf(*this, name);
    std::string which = "branch " + std::to_string(number);
    if (failed(checkTypes("operands and captures of " + which, TypeRange(ValueRange(argumentsOf(number))),
                          branch.getArgumentTypes(), inference)) ||
        failed(checkTypes("results of " + which, branch.getResultTypes(), results, inference)))
      return failure();
  }
  inference.types.assign(results.begin(), results.end());
  return success();
}

LogicalResult CaseOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  ArrayRef<int64_t> counts = getOperandCounts();
  int64_t branch = std::clamp<int64_t>(operands[0].integer(0), 0, getBranches().size() - 1);
  SmallVector<Literal> arguments(operands.slice(1, counts[0]));
  ArrayRef<Literal> captures = operands.drop_front(1 + counts[0]);
  for (int64_t before : counts.slice(1, branch))
    captures = captures.drop_front(before);
  llvm::append_range(arguments, captures.take_front(counts[branch + 1]));
  return evaluateCallee(*this, callees()[branch], arguments, results);
}

/// The branches over rows, with results of the same types: `needed` grows by the axes that one of them gives.
static FailureOr<SmallVector<BatchedFunction>>
batchBranches(CaseOp op, ArrayRef<bool> batched, SmallVector<bool> needed, int64_t size, FunctionBatcher &functions) {
  SmallVector<FlatSymbolRefAttr> names = op.callees();
  SmallVector<BatchedFunction> branches(names.size());
  SmallVector<bool> before;
  do {
    before = needed;
    for (auto [number, name] : llvm::enumerate(names)) {
      FailureOr<BatchedFunction> branch =
          functions.batch(op, name, ofArguments(op, number, batched), size, forcedWhere(needed));
      if (failed(branch))
        return failure();
      branches[number] = *branch;
      needed = branch->results;
    }
  } while (before != needed);
  return branches;
}

/// True where all branches may run for every row: they are cheap, and nothing comes from one that is not taken.
static bool mayRunUnused(CaseOp op) {
  return llvm::all_of(op.callees(), [&](FlatSymbolRefAttr name) {
    return llvm::all_of(calleeOf(op, name).getBody().front().without_terminator(),
                        [](Operation &step) { return step.hasTrait<BoundedSlope>(); });
  });
}

/// Each row's results from the branch of its index: the last one, unless an index is that of one before or less.
static void selectBranches(CaseOp op, OpBuilder &b, ArrayRef<Value> operands, ArrayRef<BatchedFunction> branches,
                           SmallVectorImpl<Value> &results) {
  Emit emit(b, op.getLoc());
  for (size_t number = branches.size(); number-- > 0;) {
    auto values = emit.call(branches[number].name.getValue(), ofArguments(op, number, operands), op.getNumResults());
    if (number + 1 == branches.size()) {
      llvm::append_range(results, values);
      continue;
    }
    Value taken = emit.compare(operands[0], emit.scalar(static_cast<double>(number), operands[0]), "le");
    for (auto [result, value] : llvm::zip_equal(results, values))
      result = emit.select(emit.broadcast(taken, Emit::shapeOf(value), {0}), value, result);
  }
}

LogicalResult CaseOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  bool rowsDiffer = batched.front();
  if (rowsDiffer && !mayRunUnused(*this)) {
    runRowByRow(*this, b, operands, batched, size, functions, results);
    return success();
  }
  SmallVector<bool> needed(getNumResults(), rowsDiffer);
  FailureOr<SmallVector<BatchedFunction>> branches = batchBranches(*this, batched, needed, size, functions);
  if (failed(branches))
    return failure();
  if (rowsDiffer) {
    selectBranches(*this, b, operands, *branches, results);
    return success();
  }
  auto names = llvm::map_to_vector(*branches, [](const BatchedFunction &branch) -> Attribute { return branch.name; });
  callAgain(*this, b, operands, b.getNamedAttr("branches", b.getArrayAttr(names)), results);
  return success();
}

// Of the greatest branch.
Cost CaseOp::cost() {
  Cost greatest;
  for (FlatSymbolRefAttr name : callees()) {
    Cost cost = costOf(calleeOf(*this, name));
    greatest.flops = std::max(greatest.flops, cost.flops);
    greatest.transcendentals = std::max(greatest.transcendentals, cost.transcendentals);
    greatest.bytes = std::max(greatest.bytes, cost.bytes);
  }
  return greatest;
}

} // namespace burin::ir
