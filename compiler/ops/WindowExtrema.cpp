// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Window.td that choose an element: extrema, and what is moved from or to where they stand.
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/Selection.h"
#include "compiler/ops/Window.h"
#include "compiler/ops/WindowOps.h"

using namespace mlir;

namespace burin::ir {

// reduce_window_max, reduce_window_min

static Value emitSelection(Emit &e, StringRef op, Value source, Value operand, StringRef select,
                           ArrayRef<WindowAxis> axes) {
  SmallVector<NamedAttribute> attributes = windowAttributes(e, axes);
  attributes.push_back(e.b.getNamedAttr("select", e.b.getStringAttr(select)));
  return e.value(op, {source, operand}, attributes);
}

LogicalResult linearizeWindowExtremum(Operation *op, StringRef select, OpBuilder &b, ArrayRef<Value> tangents,
                                      SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  results.push_back(
      tangents[0] ? emitSelection(e, "select_and_gather_add", tangents[0], op->getOperand(0), select, windowsOf(op))
                  : nullptr);
  return success();
}

// What the two selections share

static LogicalResult checkSelection(Operation *op, Inference &inference) {
  Type source = elementOf(op->getOperand(0)), operand = elementOf(op->getOperand(1));
  if (source != operand || isBool(source)) // *_c4
    return inference.fail(Fault::dtype, "source and operand have dtypes " + dtypeText(source) + " and " +
                                            dtypeText(operand) + "; expected equal numbers");
  StringRef select = op->getAttrOfType<StringAttr>("select").getValue();
  if (select != "ge" && select != "le") // *_c5
    return inference.fail(Fault::unsupported, "select is '" + select.str() + "'; expected ge or le");
  return checkWindowsOver(op, shapeOf(op->getOperand(1)), inference);
}

static LogicalResult checkSource(Operation *op, ArrayRef<int64_t> expected, Inference &inference) {
  if (shapeOf(op->getOperand(0)) == expected) // *_c6
    return success();
  return inference.fail(Fault::shape, "source has shape " + shapeText(shapeOf(op->getOperand(0))) + "; expected " +
                                          shapeText(expected));
}

/// Visits (window, position of the element that it selects), in row-major order of windows.
static void forEachSelected(Operation *op, const Literal &operand, function_ref<void(int64_t, int64_t)> visit) {
  WindowAxes axes = windowsOf(op);
  bool wantsMax = op->getAttrOfType<StringAttr>("select").getValue() == "ge";
  int64_t number = 0;
  forEachIndex(windowCounts(axes), [&](ArrayRef<int64_t> window) {
    int64_t best = -1;
    forEachTap(axes, window, [&](ArrayRef<int64_t>, ArrayRef<int64_t> at) {
      int64_t candidate = positionOf(at, operand.type().getShape());
      if (best < 0 || beats(operand, candidate, best, wantsMax))
        best = candidate;
    });
    if (best >= 0)
      visit(number, best);
    ++number;
  });
}

LogicalResult linearizeSelection(Operation *op, OpBuilder &b, ArrayRef<Value> tangents,
                                 SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  results.push_back(tangents[0] ? e.value(op->getName().stripDialect(), {tangents[0], op->getOperand(1)},
                                          op->getAttrDictionary().getValue())
                                : nullptr);
  return success();
}

LogicalResult transposeSelection(Operation *op, StringRef other, OpBuilder &b, ArrayRef<Value> cotangents,
                                 ArrayRef<bool> linear, MutableArrayRef<Value> results) {
  if (linear[1])
    return refuse(op, "transpose", "which elements are selected is not linear in the operand");
  Emit e(b, op->getLoc());
  if (cotangents[0] && linear[0])
    results[0] = e.value(other, {cotangents[0], op->getOperand(1)}, op->getAttrDictionary().getValue());
  return success();
}

// select_and_gather_add

LogicalResult SelectAndGatherAddOp::infer(Inference &inference) {
  if (failed(checkSelection(*this, inference)) || failed(checkSource(*this, shapeOf(getOperand()), inference)))
    return failure();
  inference.result(windowCounts(windowsOf(*this)), elementOf(getSource()));
  return success();
}

LogicalResult SelectAndGatherAddOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  forEachSelected(*this, operands[1],
                  [&](int64_t window, int64_t at) { copyElement(result, window, operands[0], at); });
  results.push_back(std::move(result));
  return success();
}

LogicalResult SelectAndGatherAddOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerSelectAndGatherAdd(*this, kernel);
}

// select_and_scatter_add

LogicalResult SelectAndScatterAddOp::infer(Inference &inference) {
  if (failed(checkSelection(*this, inference)) || failed(checkSource(*this, windowCounts(windowsOf(*this)), inference)))
    return failure();
  inference.result(shapeOf(getOperand()), elementOf(getSource()));
  return success();
}

LogicalResult SelectAndScatterAddOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  std::vector<long double> real(result.floating() ? result.size() : 0);
  forEachSelected(*this, operands[1], [&](int64_t window, int64_t at) {
    if (result.floating())
      real[at] += operands[0].real(window);
    else
      result.setInteger(
          at, combineIntegers(Monoid::sum, elementOf(getSource()), result.integer(at), operands[0].integer(window)));
  });
  for (auto [i, sum] : llvm::enumerate(real))
    result.setReal(static_cast<int64_t>(i), sum);
  results.push_back(std::move(result));
  return success();
}

LogicalResult SelectAndScatterAddOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerSelectAndScatterAdd(*this, kernel);
}

} // namespace burin::ir
