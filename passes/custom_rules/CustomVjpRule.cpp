// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Emit.h"
#include "compiler/ir/Refusal.h"
#include "compiler/ops/CallOps.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/custom_rules/CustomRules.h"

using namespace mlir;

namespace burin::passes {
namespace {

unsigned numResultsOf(Operation *op, FlatSymbolRefAttr name) {
  return SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name).getNumResults();
}

struct CustomVjpRule : ir::CallDerivative::ExternalModel<CustomVjpRule, ir::CustomVjpCallOp> {
  LogicalResult forward(Operation *op, OpBuilder &b, ArrayRef<bool> active, SmallVectorImpl<Value> &results,
                        SmallVectorImpl<Value> &residuals) const {
    auto call = cast<ir::CustomVjpCallOp>(op);
    if (failed(refuseActiveCaptures(op, call.arguments().size(), active, "custom_vjp", "bwd has no cotangent for it")))
      return failure();
    SmallVector<Value> operands = llvm::to_vector(call.arguments());
    llvm::append_range(operands, call.fwdCaptures());
    auto values = ir::Emit(b, op->getLoc()).call(call.getFwd(), operands, numResultsOf(op, call.getFwdAttr()));
    llvm::append_range(results, values.take_front(op->getNumResults()));
    llvm::append_range(residuals, values.drop_front(op->getNumResults()));
    return success();
  }

  LogicalResult backward(Operation *op, OpBuilder &b, ArrayRef<Value> residuals, ArrayRef<Value> cotangents,
                         ArrayRef<bool> active, MutableArrayRef<Value> results) const {
    auto call = cast<ir::CustomVjpCallOp>(op);
    ir::Emit emit(b, op->getLoc());
    SmallVector<Value> operands = llvm::to_vector(residuals);
    llvm::append_range(operands, materializedCotangents(b, op, cotangents));
    llvm::append_range(operands, call.bwdCaptures());
    auto values = emit.call(call.getBwd(), operands, numResultsOf(op, call.getBwdAttr()));
    auto next = values.begin();
    for (auto [number, argument] : llvm::enumerate(call.arguments())) {
      if (!isDifferentiable(argument.getType()))
        continue;
      Value cotangent = *next++;
      if (active[number])
        results[number] = emit.convert(cotangent, getElementTypeOrSelf(argument));
    }
    return success();
  }

  LogicalResult pushForward(Operation *op, OpBuilder &, ArrayRef<Value>, SmallVectorImpl<Value> &,
                            SmallVectorImpl<Value> &) const {
    return ir::emitRefusal(op, ir::Refusal::customRule)
           << "[custom_vjp] can't apply forward-mode autodiff (jvp) to a custom_vjp function; use grad or vjp, "
              "or give it a rule for both modes with custom_jvp";
  }
};

} // namespace

LogicalResult refuseActiveCaptures(Operation *call, unsigned numArguments, ArrayRef<bool> active, StringRef transform,
                                   StringRef lacking) {
  auto capture = llvm::find(active.drop_front(numArguments), true);
  if (capture == active.end())
    return success();
  Value value = call->getOperand(static_cast<unsigned>(capture - active.begin()));
  auto diagnostic = ir::emitRefusal(call, ir::Refusal::customRule)
                    << "[" << transform << "] the rule closes over a " << ir::typeText(ir::Emit::typeOf(value))
                    << " that is being differentiated, and " << lacking
                    << "; make the closed-over value an argument of the function";
  diagnostic.attachNote(value.getLoc()) << "the closed-over value was made";
  return failure();
}

void attachCustomVjpRule(MLIRContext &context) { ir::CustomVjpCallOp::attachInterface<CustomVjpRule>(context); }

} // namespace burin::passes
