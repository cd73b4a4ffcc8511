// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ir/Evaluator.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Computation.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/Window.h"

using namespace mlir;

namespace burin::ir {

// select_and_scatter

LogicalResult SelectAndScatterOp::infer(Inference &inference) {
  ArrayRef<int64_t> shape = shapeOf(getOperand());
  if (failed(checkWindowsOver(*this, shape, inference))) // select_and_scatter_c1 to c3
    return failure();
  Type scalar = scalarTypes(getOperand())[0];
  if (elementOf(getSource()) != elementOf(getOperand())) // select_and_scatter_c4
    return inference.fail(Fault::dtype, "operand and source have dtypes " + dtypeText(elementOf(getOperand())) +
                                            " and " + dtypeText(elementOf(getSource())) + "; expected equal dtypes");
  AxisList windows = windowCounts(windowsIn(*this));
  if (shapeOf(getSource()) != ArrayRef(windows)) // select_and_scatter_c5
    return inference.fail(Fault::shape,
                          "source has shape " + shapeText(shapeOf(getSource())) + "; expected " + shapeText(windows));
  Type boolean = RankedTensorType::get({}, IntegerType::get(getContext(), 1));
  if (failed(checkInits(getOperand(), getInit(), shape, inference)) || // select_and_scatter_c4, c6
      failed(checkComputation(getSelect(), "select", {scalar, scalar}, boolean, inference)) ||
      failed(checkComputation(getScatter(), "scatter", {scalar, scalar}, scalar, inference))) // select_and_scatter_c7
    return failure();
  inference.result(Emit::typeOf(getOperand()));
  return success();
}

/// The position that the window selects, or -1.
static FailureOr<int64_t> selectIn(Region &select, const Literal &operand, ArrayRef<WindowAxis> axes,
                                   ArrayRef<int64_t> window) {
  int64_t best = -1;
  LogicalResult outcome = success();
  forEachTap(axes, window, [&](ArrayRef<int64_t>, ArrayRef<int64_t> at) {
    int64_t candidate = positionOf(at, operand.type().getShape());
    SmallVector<Literal> keeps;
    if (best >= 0 && succeeded(outcome))
      outcome = evaluateBlock(select.front(), {scalarAt(operand, best), scalarAt(operand, candidate)}, keeps);
    if (best < 0 || (!keeps.empty() && !keeps[0].integer(0)))
      best = candidate;
  });
  if (failed(outcome))
    return failure();
  return best;
}

LogicalResult SelectAndScatterOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  results.push_back(spreadInit(operands[2], getType()));
  WindowAxes axes = windowsIn(*this);
  LogicalResult outcome = success();
  int64_t number = 0;
  forEachIndex(windowCounts(axes), [&](ArrayRef<int64_t> window) {
    FailureOr<int64_t> best(failure());
    if (succeeded(outcome))
      best = selectIn(getSelect(), operands[0], axes, window);
    if (failed(best))
      outcome = failure();
    else if (*best >= 0) {
      SmallVector<Literal> joined;
      outcome =
          evaluateBlock(getScatter().front(), {scalarAt(results[0], *best), scalarAt(operands[1], number)}, joined);
      if (succeeded(outcome))
        copyElement(results[0], *best, joined[0], 0);
    }
    ++number;
  });
  return outcome;
}

LogicalResult SelectAndScatterOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                        SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value operand = withLeading(e, operands[0], batched[0], size), source = withLeading(e, operands[1], batched[1], size),
        init = batchedInit(e, operands[2], batched[2], size, shapeOf(getOperand()));
  results.push_back(emitAgain(e, *this, {operand, source, init}, batchedWindows(e, *this, size))->getResult(0));
  return success();
}

Cost SelectAndScatterOp::cost() {
  uint64_t windows = Emit::typeOf(getSource()).getNumElements();
  Cost cost = applications(*this, getSelect(), windows * (tapsOfOne(windowsIn(*this)) - 1));
  Cost joined = applications(*this, getScatter(), windows);
  return {cost.flops + joined.flops, cost.transcendentals + joined.transcendentals, cost.bytes};
}

bool SelectAndScatterOp::readsMemory(unsigned number) { return number < 2; }

LogicalResult SelectAndScatterOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerSelectAndScatter(*this, getSelect(), getScatter(), kernel);
}

// select_and_scatter_add prefers NaN to numbers, which comparisons do not.
LogicalResult SelectAndScatterOp::simplify(OpBuilder &, SmallVectorImpl<Value> &) { return failure(); }

} // namespace burin::ir
