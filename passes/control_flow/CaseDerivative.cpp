// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/CaseDerivative.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/Activity.h"
#include "passes/control_flow/CaseTransposer.h"
#include "passes/control_flow/FlowDerivative.h"
#include "passes/control_flow/Signature.h"

using namespace mlir;

namespace burin::passes {
namespace {

/// A result has a tangent if it has one in some branch.
FailureOr<SmallVector<bool>> tangentsOfAnyBranch(ir::CaseOp op, ArrayRef<bool> active, FunctionTable &symbols) {
  SmallVector<bool> any(op->getNumResults(), false);
  for (auto [k, name] : llvm::enumerate(op.callees())) {
    auto with = resultsWithTangents(ir::calleeOf(op, name), ir::ofArguments(op, k, active), symbols);
    if (failed(with))
      return failure();
    for (auto [all, one] : llvm::zip_equal(any, *with))
      all |= one;
  }
  return any;
}

struct CaseDerivative : FlowDerivative::ExternalModel<CaseDerivative, ir::CaseOp> {
  FailureOr<SmallVector<bool>> resultsWithTangents(Operation *op, ArrayRef<bool> active, FunctionTable &symbols) const {
    return tangentsOfAnyBranch(cast<ir::CaseOp>(op), active, symbols);
  }

  LogicalResult backward(Operation *op, OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> active,
                         FunctionTable &symbols, MutableArrayRef<Value> results) const {
    return CaseTransposer(cast<ir::CaseOp>(op), b, symbols).run(cotangents, active, results);
  }

  LogicalResult pushForward(Operation *operation, OpBuilder &b, ArrayRef<Value> tangents, FunctionTable &symbols,
                            SmallVectorImpl<Value> &results, SmallVectorImpl<Value> &resultTangents) const {
    auto op = cast<ir::CaseOp>(operation);
    SmallVector<bool> active = activeOnes(tangents);
    auto with = tangentsOfAnyBranch(op, active, symbols);
    if (failed(with))
      return failure();
    int64_t numResults = op->getNumResults();
    SmallVector<func::FuncOp> branches;
    Interleaving order({numResults}, *with, companionsBehind(floatingOnes(op->getResultTypes())));
    for (unsigned k = 0; k < op.callees().size(); ++k) {
      int64_t numShared = op.shared().size(), numCaptures = op.capturesOf(k).size();
      auto branch = interleavedJvp(ir::calleeOf(op, op.callees()[k]), {numShared, numCaptures},
                                   ir::ofArguments(op, k, active), order, symbols);
      if (failed(branch))
        return failure();
      branches.push_back(*branch);
    }

    SmallVector<Value> all(op->getOperands().drop_front()), operands;
    llvm::append_range(all, tangents.drop_front());
    SmallVector<bool> everyOne(tangents.size() - 1, true);
    Interleaving grouped(op.getOperandCounts(), ArrayRef(active).drop_front(), companionsBehind(everyOne));
    for (unsigned number : grouped.order)
      operands.push_back(all[number]);
    ResultRange joint = emitCase(b, op, branches, operands, grouped.sizes);
    llvm::append_range(results, joint.take_front(numResults));
    resultTangents.resize(numResults);
    for (auto [number, tangent] : llvm::zip_equal(activeNumbers(*with), joint.drop_front(numResults)))
      resultTangents[number] = tangent;
    return success();
  }
};

} // namespace

ResultRange emitCase(OpBuilder &b, ir::CaseOp like, ArrayRef<func::FuncOp> branches, ArrayRef<Value> operands,
                     ArrayRef<int64_t> counts) {
  ir::Emit emit(b, like.getLoc());
  SmallVector<Value> all{like.index()};
  llvm::append_range(all, operands);
  auto names =
      llvm::map_to_vector(branches, [](func::FuncOp branch) -> Attribute { return FlatSymbolRefAttr::get(branch); });
  return emit
      .op("case", all, {b.getNamedAttr("branches", b.getArrayAttr(names)), emit.axes("operand_counts", counts)},
          func::FuncOp(branches.front()).getNumResults())
      ->getResults();
}

void attachCaseDerivative(MLIRContext &context) { ir::CaseOp::attachInterface<CaseDerivative>(context); }

} // namespace burin::passes
