// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Computation.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/Scatter.h"

using namespace mlir;

namespace burin::ir {

// scatter_apply

LogicalResult ScatterApplyOp::infer(Inference &inference) {
  if (failed(checkIndexType(getIndices(), inference))) // scatter_apply_c1
    return failure();
  if (!isWindowMode(getMode())) // scatter_apply_c2
    return inference.fail(Fault::unsupported, "mode is '" + getMode().str() + "'; expected clip or fill");
  Type scalar = scalarTypes(getOperand())[0];
  if (elementOf(getOperand()) != elementOf(getUpdates())) // scatter_apply_c4
    return inference.fail(Fault::dtype, "operand and updates have dtypes " + dtypeText(elementOf(getOperand())) +
                                            " and " + dtypeText(elementOf(getUpdates())) + "; expected equal dtypes");
  if (failed(checkUpdates(scatterWindows(*this), getUpdates(), inference)) ||                  // scatter_apply_c5, c6
      failed(checkComputation(getBody(), "computation", {scalar, scalar}, scalar, inference))) // scatter_apply_c7
    return failure();
  inference.result(Emit::typeOf(getOperand()));
  return success();
}

LogicalResult ScatterApplyOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Windows windows = scatterWindows(*this);
  results.push_back(operands[0]);
  int64_t from = 0;
  LogicalResult outcome = success();
  forEachIndex(shapeOf(getUpdates()), [&](ArrayRef<int64_t> at) {
    std::optional<AxisList> to = windows.locate(at, operands[1]);
    if (to && succeeded(outcome))
      outcome = accumulate(getBody(), results, positionOf(*to, getType().getShape()), operands[2], from);
    ++from;
  });
  return outcome;
}

LogicalResult ScatterApplyOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                    SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value operand = withLeading(e, operands[0], batched[0], size),
        updates = withLeading(e, operands[2], batched[2], size);
  WindowDims dims = scatterWindows(*this);
  SmallVector<NamedAttribute> attributes =
      scatterAttributes(e, batched[1] ? dims.overBoth() : dims.overOperand(size), getUniqueIndices());
  results.push_back(emitAgain(e, *this, {operand, operands[1], updates}, attributes)->getResult(0));
  return success();
}

Cost ScatterApplyOp::cost() { return applications(*this, getBody(), Emit::typeOf(getUpdates()).getNumElements()); }

LogicalResult ScatterApplyOp::lowerKernel(KernelBuilder &kernel) {
  auto update = [&](ElementReader &, Value old, Value fresh) {
    return lowering::emitComputation(getBody(), {old, fresh}, kernel)[0];
  };
  return lowering::lowerScatter(kernel, scatterWindows(*this), /*readsOld=*/true, update);
}

static StringRef kindOf(Region &body) {
  Block &block = body.front();
  return block.getTerminator()->getOperand(0) == block.getArgument(1) ? "set" : joiningArithmetic(body, 0);
}

LogicalResult ScatterApplyOp::simplify(OpBuilder &b, SmallVectorImpl<Value> &results) {
  StringRef kind = kindOf(getBody());
  if (kind.empty())
    return failure();
  Emit e(b, getLoc());
  results.push_back(
      scatter(e, getOperand(), getIndices(), getUpdates(), scatterWindows(*this), kind, getUniqueIndices()));
  return success();
}

} // namespace burin::ir
