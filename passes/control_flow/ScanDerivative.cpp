// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/ScanDerivative.h"

#include "compiler/ir/Emit.h"
#include "compiler/ops/Callees.h"
#include "passes/autodiff/Derivatives.h"
#include "passes/autodiff/Linearizer.h"
#include "passes/control_flow/FlowDerivative.h"
#include "passes/control_flow/LoopDerivative.h"
#include "passes/control_flow/ScanTransposer.h"
#include "passes/control_flow/Signature.h"

using namespace mlir;

namespace burin::passes {
namespace {

struct ScanDerivative : FlowDerivative::ExternalModel<ScanDerivative, ir::ScanOp> {
  FailureOr<SmallVector<bool>> resultsWithTangents(Operation *op, ArrayRef<bool> active, FunctionTable &symbols) const {
    SmallVector<bool> arguments(active);
    auto scan = cast<ir::ScanOp>(op);
    return spreadOverCarry(ir::calleeOf(scan, scan.getBodyAttr()), scan.carry().size(), arguments, symbols);
  }

  LogicalResult backward(Operation *op, OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> active,
                         FunctionTable &symbols, MutableArrayRef<Value> results) const {
    return ScanTransposer(cast<ir::ScanOp>(op), b, symbols).run(cotangents, active, results);
  }

  LogicalResult pushForward(Operation *operation, OpBuilder &b, ArrayRef<Value> tangents, FunctionTable &symbols,
                            SmallVectorImpl<Value> &results, SmallVectorImpl<Value> &resultTangents) const {
    auto op = cast<ir::ScanOp>(operation);
    SmallVector<bool> arguments = activeOnes(tangents);
    int64_t numCarry = op.carry().size(), numYs = op.ys().size();
    auto with = spreadOverCarry(ir::calleeOf(op, op.getBodyAttr()), numCarry, arguments, symbols);
    if (failed(with))
      return failure();
    SmallVector<bool> floating = floatingOnes(op->getResultTypes());
    auto body = interleavedJvp(ir::calleeOf(op, op.getBodyAttr()), op.getOperandCounts(), arguments,
                               Interleaving({numCarry, numYs}, *with, companionsBehind(floating)), symbols);
    if (failed(body))
      return failure();

    ir::Emit emit(b, op.getLoc());
    SmallVector<Value> all = llvm::to_vector(op->getOperands());
    for (auto [operand, tangent, active] : llvm::zip_equal(op->getOperands(), tangents, arguments))
      all.push_back(tangent || !active ? tangent : emit.zeros(ir::Emit::typeOf(operand)));
    SmallVector<bool> everyOne(tangents.size(), true);
    Interleaving operands(op.getOperandCounts(), arguments, companionsBehind(everyOne));
    ResultRange joint =
        emitScan(b, op, *body, llvm::map_to_vector(operands.order, [&](unsigned number) { return all[number]; }),
                 operands.sizes, op.getReverse());
    SmallVector<Value> both(2 * op->getNumResults());
    everyOne.assign(op->getNumResults(), true);
    for (auto [number, value] :
         llvm::zip_equal(Interleaving({numCarry, numYs}, *with, companionsBehind(everyOne)).order, joint))
      both[number] = value;
    results.assign(both.begin(), both.begin() + op->getNumResults());
    resultTangents.assign(both.begin() + op->getNumResults(), both.end());
    return success();
  }
};

} // namespace

ResultRange emitScan(OpBuilder &b, ir::ScanOp like, func::FuncOp body, ValueRange operands, ArrayRef<int64_t> counts,
                     bool reverse) {
  ir::Emit emit(b, like.getLoc());
  return emit
      .op("scan", operands,
          {b.getNamedAttr("body", FlatSymbolRefAttr::get(body)), emit.axes("operand_counts", counts),
           emit.number("length", like.getLength()), b.getNamedAttr("reverse", b.getBoolAttr(reverse)),
           emit.number("unroll", like.getUnroll())},
          body.getNumResults())
      ->getResults();
}

void attachScanDerivative(MLIRContext &context) { ir::ScanOp::attachInterface<ScanDerivative>(context); }

} // namespace burin::passes
