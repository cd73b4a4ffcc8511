// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Emit.h"
#include "compiler/ops/CallOps.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/custom_rules/CustomRules.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// Calls of a rule: (arguments, tangents of floating arguments, captures) -> (results, tangents of floating results).
class RuleCall {
public:
  RuleCall(ir::CustomJvpCallOp op, OpBuilder &b)
      : op(op), emit(b, op.getLoc()), rule(SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getRuleAttr())) {}

  /// A null tangent is zero.
  SmallVector<Value> operands(ArrayRef<Value> tangents) {
    SmallVector<Value> all = llvm::to_vector(op.arguments());
    for (auto [argument, tangent] : llvm::zip_equal(op.arguments(), tangents))
      if (isDifferentiable(argument.getType()))
        all.push_back(tangent ? tangent : emit.zeros(ir::Emit::typeOf(argument)));
    llvm::append_range(all, op.ruleCaptures());
    return all;
  }

  /// Where the tangents of the active arguments stand among the rule's arguments.
  SmallVector<int64_t> tangentNumbers(ArrayRef<bool> active) {
    SmallVector<int64_t> numbers;
    auto next = static_cast<int64_t>(op.arguments().size());
    for (auto [i, argument] : llvm::enumerate(op.arguments()))
      if (isDifferentiable(argument.getType())) {
        if (active[i])
          numbers.push_back(next);
        ++next;
      }
    return numbers;
  }

  ResultRange call(ValueRange operands) { return emit.call(op.getRule(), operands, rule.getNumResults()); }

  /// The tangents follow the results; they have cotangents, the results have none.
  ResultRange transpose(ArrayRef<Value> cotangents, ArrayRef<int64_t> wrt) {
    SmallVector<Value> all = operands(SmallVector<Value>(op.arguments().size()));
    SmallVector<Value> none(op->getNumResults());
    llvm::append_range(all, materializedCotangents(emit.b, op, none));
    llvm::append_range(all, materializedCotangents(emit.b, op, cotangents));
    Operation *vjp = emit.op("vjp_call", all,
                             {emit.b.getNamedAttr("callee", op.getRuleAttr()), emit.axes("wrt", wrt),
                              emit.b.getNamedAttr("linear", emit.b.getUnitAttr())},
                             rule.getNumResults() + wrt.size());
    return vjp->getResults().drop_front(rule.getNumResults());
  }

private:
  ir::CustomJvpCallOp op;
  ir::Emit emit;
  func::FuncOp rule;
};

LogicalResult checkCaptures(ir::CustomJvpCallOp op, ArrayRef<bool> active) {
  return refuseActiveCaptures(op, op.arguments().size(), active, "custom_jvp", "the rule has no tangent for it");
}

struct CustomJvpRule : ir::CallDerivative::ExternalModel<CustomJvpRule, ir::CustomJvpCallOp> {
  LogicalResult forward(Operation *op, OpBuilder &b, ArrayRef<bool> active, SmallVectorImpl<Value> &results,
                        SmallVectorImpl<Value> &) const {
    auto call = cast<ir::CustomJvpCallOp>(op);
    if (failed(checkCaptures(call, active)))
      return failure();
    RuleCall rule(call, b);
    llvm::append_range(
        results, rule.call(rule.operands(SmallVector<Value>(call.arguments().size()))).take_front(op->getNumResults()));
    return success();
  }

  // The rule's values are those of the forward pass again, and become the same when common subexpressions are merged.
  LogicalResult backward(Operation *op, OpBuilder &b, ArrayRef<Value>, ArrayRef<Value> cotangents,
                         ArrayRef<bool> active, MutableArrayRef<Value> results) const {
    auto call = cast<ir::CustomJvpCallOp>(op);
    RuleCall rule(call, b);
    auto next = rule.transpose(cotangents, rule.tangentNumbers(active)).begin();
    for (unsigned i = 0; i < call.arguments().size(); ++i)
      if (active[i])
        results[i] = *next++;
    return success();
  }

  LogicalResult pushForward(Operation *op, OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results,
                            SmallVectorImpl<Value> &resultTangents) const {
    auto call = cast<ir::CustomJvpCallOp>(op);
    if (failed(checkCaptures(call, llvm::map_to_vector(tangents, [](Value tangent) { return bool(tangent); }))))
      return failure();
    RuleCall rule(call, b);
    ResultRange values = rule.call(rule.operands(tangents.take_front(call.arguments().size())));
    llvm::append_range(results, values.take_front(op->getNumResults()));
    auto next = values.drop_front(op->getNumResults()).begin();
    for (Type type : op->getResultTypes())
      resultTangents.push_back(isDifferentiable(type) ? Value(*next++) : Value());
    return success();
  }
};

} // namespace

void attachCustomJvpRule(MLIRContext &context) { ir::CustomJvpCallOp::attachInterface<CustomJvpRule>(context); }

} // namespace burin::passes
