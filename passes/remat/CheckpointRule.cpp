// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/CheckpointRule.h"

#include "compiler/ir/Emit.h"
#include "compiler/ir/Refusal.h"
#include "compiler/ops/CallOps.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"

using namespace mlir;

namespace burin::passes {
namespace {

struct CheckpointRule : ir::CallDerivative::ExternalModel<CheckpointRule, ir::CheckpointOp> {
  LogicalResult forward(Operation *op, OpBuilder &, ArrayRef<bool>, SmallVectorImpl<Value> &results,
                        SmallVectorImpl<Value> &residuals) const {
    llvm::append_range(results, op->getResults());
    llvm::append_range(residuals, op->getOperands());
    return success();
  }

  LogicalResult backward(Operation *op, OpBuilder &b, ArrayRef<Value> residuals, ArrayRef<Value> cotangents,
                         ArrayRef<bool> active, MutableArrayRef<Value> results) const {
    auto checkpoint = cast<ir::CheckpointOp>(op);
    ir::Emit emit(b, ir::namedLocation(op->getLoc(), "the backward pass of checkpoint"));
    SmallVector<Value> operands = llvm::to_vector(residuals);
    llvm::append_range(operands, materializedCotangents(b, op, cotangents));
    SmallVector<int64_t> wrt = activeNumbers(active);
    Operation *recomputed = emit.op("rematerialize", operands,
                                    {b.getNamedAttr("callee", checkpoint.getCalleeAttr()),
                                     b.getNamedAttr("policy", checkpoint.getPolicyAttr()), emit.axes("wrt", wrt)},
                                    wrt.size());
    for (auto [number, cotangent] : llvm::zip_equal(wrt, recomputed->getResults()))
      results[number] = cotangent;
    return success();
  }

  LogicalResult pushForward(Operation *op, OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results,
                            SmallVectorImpl<Value> &resultTangents) const {
    SmallVector<Value> operands = llvm::to_vector(op->getOperands());
    SmallVector<int64_t> wrt;
    for (auto [number, tangent] : llvm::enumerate(tangents))
      if (tangent) {
        operands.push_back(tangent);
        wrt.push_back(number);
      }
    unsigned numResults = op->getNumResults(), numTangents = llvm::count_if(op->getResultTypes(), isDifferentiable);
    ir::Emit emit(b, op->getLoc());
    Operation *both =
        emit.op("jvp_call", operands,
                {b.getNamedAttr("callee", cast<ir::CheckpointOp>(op).getCalleeAttr()), emit.axes("wrt", wrt)},
                numResults + numTangents);
    llvm::append_range(results, both->getResults().take_front(numResults));
    auto next = both->getResults().drop_front(numResults).begin();
    for (Type type : op->getResultTypes())
      resultTangents.push_back(isDifferentiable(type) ? Value(*next++) : Value());
    return success();
  }
};

} // namespace

void attachCheckpointRule(MLIRContext &context) { ir::CheckpointOp::attachInterface<CheckpointRule>(context); }

} // namespace burin::passes
