// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/CaseTransposer.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/Activity.h"
#include "passes/control_flow/CaseDerivative.h"
#include "passes/control_flow/Signature.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace burin::passes {

LogicalResult CaseTransposer::run(ArrayRef<Value> cotangents, ArrayRef<bool> active, MutableArrayRef<Value> results) {
  SmallVector<bool> given = activeOnes(cotangents);
  branches.resize(op.callees().size());
  for (unsigned number = 0; number < branches.size(); ++number)
    if (failed(differentiate(number, active, given)))
      return failure();
  ValueRange kept = emitForward();
  for (Branch &branch : branches) {
    branch.backward = backwardPart(branch.derivative, branch.kept, symbols);
    symbols.erase(branch.derivative.vjp);
  }
  emitBackward(cotangents, kept, results);
  return success();
}

LogicalResult CaseTransposer::differentiate(unsigned number, ArrayRef<bool> active, ArrayRef<bool> given) {
  Branch &branch = branches[number];
  func::FuncOp function = ir::calleeOf(op, op.callees()[number]);
  branch.operands = cast<ir::ControlFlow>(op.getOperation()).argumentOperands(number);
  branch.active = ir::ofArguments(op, number, active);
  auto vjp = buildVjp(function, activeNumbers(branch.active), zeroCotangents(function, given), symbols);
  if (failed(vjp) || failed(symbols.straighten(*vjp)))
    return failure();
  branch.derivative = {*vjp, function.getNumArguments(), function.getNumResults()};
  ValueRange arguments = branch.derivative.body().getArguments().take_front(function.getNumArguments());
  branch.kept = neededResiduals(branch.derivative, arguments, arguments);
  assignSlots(branch);
  return success();
}

/// The first slots of the types that no other value of the branch has.
void CaseTransposer::assignSlots(Branch &branch) {
  for (Value value : branch.kept) {
    unsigned slot = 0;
    while (slot < slots.size() && (slots[slot] != value.getType() || llvm::is_contained(branch.slots, slot)))
      ++slot;
    if (slot == slots.size())
      slots.push_back(value.getType());
    branch.slots.push_back(slot);
  }
}

/// Gives the slots.
ValueRange CaseTransposer::emitForward() {
  if (slots.empty())
    return {};
  auto functions = llvm::map_to_vector(branches, [&](const Branch &branch) { return forwardOf(branch); });
  OpBuilder atOp(op);
  ResultRange results =
      emitCase(atOp, op, functions, llvm::to_vector(op->getOperands().drop_front()), op.getOperandCounts());
  op->replaceAllUsesWith(results.take_front(op->getNumResults()));
  return results.drop_front(op->getNumResults());
}

func::FuncOp CaseTransposer::forwardOf(const Branch &branch) {
  func::FuncOp forward = forwardPart(branch.derivative, branch.kept, symbols);
  Operation *terminator = forward.getBody().front().getTerminator();
  unsigned numResults = branch.derivative.numResults;
  OpBuilder atEnd(terminator);
  ir::Emit emit(atEnd, op.getLoc());
  SmallVector<Value> values(terminator->getOperands().take_front(numResults));
  for (auto [number, type] : llvm::enumerate(slots)) {
    const auto *own = llvm::find(branch.slots, number);
    values.push_back(own == branch.slots.end()
                         ? emit.zeros(cast<RankedTensorType>(type))
                         : terminator->getOperand(numResults + static_cast<unsigned>(own - branch.slots.begin())));
  }
  terminator->setOperands(values);
  updateFunctionType(forward);
  return forward;
}

Value CaseTransposer::returned(const Branch &branch, unsigned operand) {
  auto argument = llvm::find(branch.operands, operand) - branch.operands.begin();
  if (argument == static_cast<ptrdiff_t>(branch.operands.size()) || !branch.active[argument])
    return {};
  Value cotangent =
      func::FuncOp(branch.backward).getBody().front().getTerminator()->getOperand(ranks(branch.active)[argument]);
  return isSymbolicZero(cotangent) ? Value() : cotangent;
}

void CaseTransposer::emitBackward(ArrayRef<Value> cotangents, ValueRange kept, MutableArrayRef<Value> results) {
  SmallVector<unsigned> targets;
  for (unsigned operand : llvm::seq(op->getNumOperands()))
    if (llvm::any_of(branches, [&](const Branch &branch) { return bool(returned(branch, operand)); }))
      targets.push_back(operand);
  auto isRead = [&](unsigned operand) {
    return llvm::any_of(branches, [&](const Branch &branch) {
      auto argument = llvm::find(branch.operands, operand) - branch.operands.begin();
      return argument < static_cast<ptrdiff_t>(branch.operands.size()) &&
             !func::FuncOp(branch.backward).getArgument(argument).use_empty();
    });
  };
  SmallVector<unsigned> read;
  llvm::copy_if(llvm::seq(op->getNumOperands()), std::back_inserter(read), isRead);

  unsigned numShared = op.shared().size();
  SmallVector<Value> operands;
  SmallVector<int64_t> counts;
  auto addRead = [&](ArrayRef<unsigned> numbers) {
    for (unsigned operand : numbers)
      if (llvm::is_contained(read, operand))
        operands.push_back(op->getOperand(operand));
  };
  addRead(ArrayRef(branches.front().operands).take_front(numShared));
  llvm::append_range(operands, kept);
  llvm::copy_if(cotangents, std::back_inserter(operands), [](Value cotangent) { return bool(cotangent); });
  counts.push_back(static_cast<int64_t>(operands.size()));
  for (const Branch &branch : branches) {
    size_t before = operands.size();
    addRead(ArrayRef(branch.operands).drop_front(numShared));
    counts.push_back(static_cast<int64_t>(operands.size() - before));
    rearrange(branch, read, activeOnes(cotangents), targets);
  }
  if (targets.empty())
    return;
  auto functions = llvm::map_to_vector(branches, [](const Branch &branch) { return branch.backward; });
  for (auto [number, value] : llvm::zip_equal(targets, emitCase(b, op, functions, operands, counts)))
    results[number] = value;
}

void CaseTransposer::rearrange(const Branch &branch, ArrayRef<unsigned> read, ArrayRef<bool> given,
                               ArrayRef<unsigned> targets) {
  unsigned numShared = op.shared().size(), numArguments = branch.derivative.numArguments;
  Signature signature(branch.backward);
  auto keepRead = [&](unsigned first, unsigned end) {
    for (unsigned i : llvm::seq(first, end))
      if (llvm::is_contained(read, branch.operands[i]))
        signature.keep(i);
  };
  keepRead(0, numShared);
  for (auto [number, type] : llvm::enumerate(slots))
    if (const auto *own = llvm::find(branch.slots, number); own != branch.slots.end())
      signature.keep(numArguments + static_cast<unsigned>(own - branch.slots.begin()));
    else
      signature.add(type);
  SmallVector<unsigned> places = ranks(floatingOnes(op->getResultTypes()));
  for (auto [place, is] : llvm::zip_equal(places, given))
    if (is)
      signature.keep(numArguments + static_cast<unsigned>(branch.kept.size()) + place);
  keepRead(numShared, numArguments);

  OpBuilder atEnd(func::FuncOp(branch.backward).getBody().front().getTerminator());
  ir::Emit emit(atEnd, op.getLoc());
  signature.finish(llvm::map_to_vector(targets, [&](unsigned operand) {
    Value own = returned(branch, operand);
    return own ? own : emit.zeros(ir::Emit::typeOf(op->getOperand(operand)));
  }));
}

} // namespace burin::passes
