// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/Recompute.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/remat/KeptValues.h"
#include "passes/remat/Policy.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace burin::passes {
namespace {

bool isConstant(Value value) { return matchPattern(value, m_Constant()); }

/// Constants stay in front of the barrier: symbolic zeros among the cotangents must remain visible.
SmallVector<Value> behindBarrier(ir::Emit &emit, ValueRange operands) {
  SmallVector<Value> values = llvm::to_vector(operands), held;
  llvm::copy_if(values, std::back_inserter(held), [](Value value) { return !isConstant(value); });
  if (held.empty())
    return values;
  auto next = emit.barrier(held).begin();
  for (Value &value : values)
    if (!isConstant(value))
      value = *next++;
  return values;
}

/// The results of a function under the names that its values have inside.
SmallVector<Value> namedAgain(OpBuilder &b, ValueRange results, ArrayRef<Value> inside) {
  SmallVector<Value> values;
  for (auto [result, value] : llvm::zip_equal(results, inside)) {
    Value named = result;
    for (StringRef name : llvm::reverse(provenanceOf(value).names))
      named = ir::Emit(b, value.getLoc())
                  .op("checkpoint_name", named, {b.getNamedAttr("name", b.getStringAttr(name))}, 1)
                  ->getResult(0);
    values.push_back(named);
  }
  return values;
}

void recomputeAll(ir::RematerializeOp op) {
  unsigned numResults = ir::calleeOf(op, op.getCalleeAttr()).getNumResults();
  OpBuilder b(op);
  ir::Emit emit(b, op.getLoc());
  Operation *vjp = emit.op("vjp_call", behindBarrier(emit, op->getOperands()),
                           {b.getNamedAttr("callee", op.getCalleeAttr()), emit.axes("wrt", op.getWrt())},
                           numResults + op->getNumResults());
  op->replaceAllUsesWith(vjp->getResults().drop_front(numResults));
  op->erase();
}

} // namespace

FailureOr<bool> Recomputer::expandIn(func::FuncOp function) {
  auto operations = llvm::to_vector(function.getOps<ir::RematerializeOp>());
  for (ir::RematerializeOp op : operations)
    if (failed(expand(op)))
      return failure();
  return !operations.empty();
}

LogicalResult Recomputer::expand(ir::RematerializeOp op) {
  FailureOr<Policy> policy = Policy::parse(op, op.getPolicy());
  if (failed(policy))
    return failure();
  func::FuncOp body = ir::calleeOf(op, op.getCalleeAttr());
  ValueRange arguments = op->getOperands().take_front(body.getNumArguments());
  // A forward pass that stands elsewhere, or nowhere, has kept nothing for this one.
  for (auto forward : op->getBlock()->getOps<ir::CheckpointOp>())
    if (func::FuncOp callee = ir::calleeOf(forward, forward.getCalleeAttr());
        !policy->keepsNothing() && forward->isBeforeInBlock(op) && forward->getOperands() == arguments &&
        forward.getPolicy() == op.getPolicy() && (callee == body || forwardOf.lookup(callee) == body))
      return keepSome(op, forward, *policy);
  recomputeAll(op);
  return success();
}

LogicalResult Recomputer::keepSome(ir::RematerializeOp op, ir::CheckpointOp forward, const Policy &policy) {
  func::FuncOp callee = ir::calleeOf(op, op.getCalleeAttr());
  unsigned numArguments = callee.getNumArguments(), numResults = callee.getNumResults();
  OperandRange cotangents = op->getOperands().drop_front(numArguments);
  std::vector<bool> zero;
  for (Value cotangent : cotangents)
    zero.push_back(isSymbolicZero(cotangent));
  FailureOr<func::FuncOp> body = withPolicyInside(callee, op.getPolicy());
  if (failed(body))
    return failure();
  FailureOr<func::FuncOp> vjp = differentiation.vjp(op, *body, op.getWrt(), zero);
  if (failed(vjp))
    return failure();
  Derivative derivative{*vjp, numArguments, numResults};
  SmallVector<Value> kept = keptValues(derivative, policy);
  func::FuncOp keeping = forwardPart(derivative, kept, symbols), backward = backwardPart(derivative, kept, symbols);
  forwardOf[keeping] = callee;

  OpBuilder b(forward->getBlock(), std::next(Block::iterator(forward)));
  ResultRange given =
      ir::Emit(b, forward.getLoc())
          .op("checkpoint", forward->getOperands(),
              {b.getNamedAttr("callee", FlatSymbolRefAttr::get(keeping)), b.getNamedAttr("policy", op.getPolicyAttr())},
              numResults + kept.size())
          ->getResults();
  SmallVector<Value> values = namedAgain(b, given.drop_front(numResults), kept);
  if (forward->getNumResults() == numResults && forward.getCalleeAttr() == op.getCalleeAttr()) {
    forward->replaceAllUsesWith(given.take_front(numResults));
    forward->erase();
  }
  b.setInsertionPoint(op);
  ir::Emit emit(b, op.getLoc());
  SmallVector<Value> operands = llvm::to_vector(op->getOperands().take_front(numArguments));
  llvm::append_range(operands, values);
  llvm::append_range(operands, cotangents);
  op->replaceAllUsesWith(emit.call(backward.getName(), behindBarrier(emit, operands), op->getNumResults()));
  op->erase();
  return success();
}

/// A body whose own checkpoints also keep what the policy around them keeps.
FailureOr<func::FuncOp> Recomputer::withPolicyInside(func::FuncOp body, StringRef policy) {
  if (failed(differentiation.prepare(body)))
    return failure();
  auto differs = [&](ir::CheckpointOp inner) { return inner.getPolicy() != policy; };
  if (llvm::none_of(body.getOps<ir::CheckpointOp>(), differs))
    return body;
  func::FuncOp &made = inside[{body, policy.str()}];
  if (!made) {
    made = copyFunction(body, "_inside", symbols);
    for (auto inner : made.getOps<ir::CheckpointOp>())
      if (differs(inner))
        inner.setPolicy(eitherPolicy(policy, inner.getPolicy()));
  }
  return made;
}

} // namespace burin::passes
