// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Emit.h"
#include "compiler/ops/BatchedCalls.h"
#include "compiler/ops/CallOps.h"

#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace burin::ir {
namespace {

LogicalResult batchOneCallee(Operation *op, FlatSymbolRefAttr callee, OpBuilder &b, ArrayRef<Value> operands,
                             ArrayRef<bool> batched, int64_t size, FunctionBatcher &functions,
                             SmallVectorImpl<Value> &results) {
  FailureOr<BatchedFunction> function = functions.batch(op, callee, batched, size, {});
  if (failed(function))
    return failure();
  callAgain(op, b, operands, b.getNamedAttr("callee", function->name), results);
  return success();
}

bool isDifferentiated(Value value) { return isFloating(Emit::typeOf(value).getElementType()); }

/// The groups of operands of a custom_vjp_call, by which of them are batched.
struct RuleMasks {
  RuleMasks(CustomVjpCallOp op, ArrayRef<bool> batched) {
    ArrayRef<int64_t> counts = op.getOperandCounts();
    auto take = [&](int64_t count) {
      ArrayRef<bool> group = batched.take_front(count);
      batched = batched.drop_front(count);
      return group;
    };
    arguments = take(counts[0]);
    primal = with(arguments, take(counts[1]));
    fwd = with(arguments, take(counts[2]));
    bwdCaptures = take(counts[3]);
  }
  static SmallVector<bool> with(ArrayRef<bool> first, ArrayRef<bool> second) {
    SmallVector<bool> all(first);
    llvm::append_range(all, second);
    return all;
  }

  ArrayRef<bool> arguments, bwdCaptures;
  SmallVector<bool> primal, fwd;
};

/// What bwd is given: residuals, cotangents of floating results, captures.
SmallVector<bool> backwardMask(CustomVjpCallOp op, ArrayRef<bool> fwdResults, ArrayRef<bool> captures) {
  SmallVector<bool> mask(fwdResults.drop_front(op->getNumResults()));
  for (auto [result, batched] : llvm::zip(op->getResults(), fwdResults))
    if (isDifferentiated(result))
      mask.push_back(batched);
  llvm::append_range(mask, captures);
  return mask;
}

/// An argument that all rows share has one cotangent: the sum over the rows.
SmallVector<ResultAxis> cotangentAxes(CustomVjpCallOp op, ArrayRef<bool> arguments) {
  SmallVector<ResultAxis> axes;
  for (auto [argument, batched] : llvm::zip_equal(op.arguments(), arguments))
    if (isDifferentiated(argument))
      axes.push_back(batched ? ResultAxis::forced : ResultAxis::summed);
  return axes;
}

/// For each result of primal whether it is batched there or in `also`, which gives the same values first.
FailureOr<SmallVector<bool>> batchedResults(Operation *op, FlatSymbolRefAttr primal, ArrayRef<bool> arguments,
                                            int64_t size, FunctionBatcher &functions, ArrayRef<bool> also) {
  FailureOr<BatchedFunction> function = functions.batch(op, primal, arguments, size, {});
  if (failed(function))
    return failure();
  SmallVector<bool> batched = function->results;
  for (size_t i = 0; i < batched.size(); ++i)
    batched[i] = batched[i] || also[i];
  return batched;
}

/// Results that have the axis, then tangents of the floating ones likewise.
SmallVector<bool> withTangents(Operation *op, SmallVector<bool> results) {
  for (auto [i, result] : llvm::enumerate(op->getResults()))
    if (isDifferentiated(result))
      results.push_back(results[i]);
  return results;
}

/// What a rule for tangents is given: arguments, tangents of floating ones, captures.
SmallVector<bool> ruleMask(CustomJvpCallOp op, ArrayRef<bool> batched) {
  SmallVector<bool> mask(batched.take_front(op.arguments().size()));
  for (auto [i, argument] : llvm::enumerate(op.arguments()))
    if (isDifferentiated(argument))
      mask.push_back(batched[i]);
  llvm::append_range(mask, batched.take_back(op.ruleCaptures().size()));
  return mask;
}

/// A result is batched if its tangent is: both have one type.
SmallVector<bool> resultsOrTangents(Operation *op, ArrayRef<bool> rule) {
  SmallVector<bool> results(rule.take_front(op->getNumResults()));
  auto tangent = rule.drop_front(op->getNumResults()).begin();
  for (auto [i, result] : llvm::enumerate(op->getResults()))
    if (isDifferentiated(result))
      results[i] = results[i] || *tangent++;
  return results;
}

} // namespace

LogicalResult CallOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  return batchOneCallee(*this, getCalleeAttr(), b, operands, batched, size, functions, results);
}

LogicalResult CheckpointOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                      FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  return batchOneCallee(*this, getCalleeAttr(), b, operands, batched, size, functions, results);
}

LogicalResult CustomJvpCallOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                         FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  ArrayRef<bool> ofPrimal = batched.drop_back(ruleCaptures().size());
  SmallVector<bool> ofRule = ruleMask(*this, batched);
  FailureOr<BatchedFunction> rule = functions.batch(*this, getRuleAttr(), ofRule, size, {});
  if (failed(rule))
    return failure();
  auto outputs =
      batchedResults(*this, getPrimalAttr(), ofPrimal, size, functions, resultsOrTangents(*this, rule->results));
  if (failed(outputs))
    return failure();
  FailureOr<BatchedFunction> primal = functions.batch(*this, getPrimalAttr(), ofPrimal, size, forcedWhere(*outputs));
  rule = functions.batch(*this, getRuleAttr(), ofRule, size, forcedWhere(withTangents(*this, *outputs)));
  if (failed(primal) || failed(rule))
    return failure();
  callAgain(*this, b, operands, {b.getNamedAttr("primal", primal->name), b.getNamedAttr("rule", rule->name)}, results);
  return success();
}

LogicalResult CustomVjpCallOp::batchCall(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                         FunctionBatcher &functions, SmallVectorImpl<Value> &results) {
  RuleMasks masks(*this, batched);
  // fwd gives the primal's results: what one of them batches is batched in both.
  FailureOr<BatchedFunction> primal = functions.batch(*this, getPrimalAttr(), masks.primal, size, {});
  if (failed(primal))
    return failure();
  SmallVector<bool> needed = primal->results;
  needed.resize(SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(*this, getFwdAttr()).getNumResults(), false);
  FailureOr<BatchedFunction> fwd = functions.batch(*this, getFwdAttr(), masks.fwd, size, forcedWhere(needed));
  if (failed(fwd))
    return failure();
  ArrayRef<bool> outputs = ArrayRef<bool>(fwd->results).take_front(getNumResults());
  primal = functions.batch(*this, getPrimalAttr(), masks.primal, size, forcedWhere(outputs));
  FailureOr<BatchedFunction> bwd =
      functions.batch(*this, getBwdAttr(), backwardMask(*this, fwd->results, masks.bwdCaptures), size,
                      cotangentAxes(*this, masks.arguments));
  if (failed(primal) || failed(bwd))
    return failure();
  callAgain(
      *this, b, operands,
      {b.getNamedAttr("primal", primal->name), b.getNamedAttr("fwd", fwd->name), b.getNamedAttr("bwd", bwd->name)},
      results);
  return success();
}

} // namespace burin::ir
