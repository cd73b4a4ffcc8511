// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Window.h"
#include "compiler/lowering/Kernels.h"

#include "compiler/ops/Movement.h"
#include "compiler/ops/WindowOps.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Window.cpp.inc"

namespace burin::ir {

// What the family shares

static constexpr std::pair<StringLiteral, int64_t WindowAxis::*> attributes[] = {
    {"window_dimensions", &WindowAxis::size},
    {"window_strides", &WindowAxis::stride},
    {"base_dilations", &WindowAxis::baseDilation},
    {"window_dilations", &WindowAxis::windowDilation},
    {"low", &WindowAxis::low},
    {"high", &WindowAxis::high}};

static ArrayRef<int64_t> numbersOf(Operation *op, StringRef name) {
  return op->getAttrOfType<DenseI64ArrayAttr>(name).asArrayRef();
}

WindowAxes windowsOver(ArrayRef<int64_t> shape, Operation *op) {
  WindowAxes axes(shape.size());
  for (size_t d = 0; d < shape.size(); ++d) {
    axes[d].extent = shape[d];
    for (auto [name, member] : attributes)
      axes[d].*member = numbersOf(op, name)[d];
  }
  return axes;
}

SmallVector<NamedAttribute> windowAttributes(Emit &e, ArrayRef<WindowAxis> axes) {
  SmallVector<NamedAttribute> list;
  for (auto [name, member] : attributes)
    list.push_back(e.axes(
        name, AxisList(llvm::map_range(axes, [&, member = member](const WindowAxis &axis) { return axis.*member; }))));
  return list;
}

Value windowedOperand(Operation *op) { return op->getOperands().back(); }

WindowAxes windowsOf(Operation *op) { return windowsOver(shapeOf(windowedOperand(op)), op); }

// infer

LogicalResult checkWindowsOver(Operation *op, ArrayRef<int64_t> shape, Inference &inference) {
  for (auto [name, member] : attributes)
    if (numbersOf(op, name).size() != shape.size()) // *_c1
      return inference.fail(Fault::shape, (name + Twine(" are ") + shapeText(numbersOf(op, name)) +
                                           "; expected one number per axis of " + shapeText(shape))
                                              .str());
  if (llvm::any_of(numbersOf(op, "window_dimensions"), [](int64_t size) { return size < 1; })) // *_c2
    return inference.fail(Fault::shape, "window dimensions are " + shapeText(numbersOf(op, "window_dimensions")) +
                                            "; expected positive numbers");
  return checkWindows(windowsOver(shape, op), inference); // *_c2, *_c3
}

LogicalResult inferReduceWindow(Operation *op, Monoid monoid, Inference &inference) {
  Value x = op->getOperand(0);
  bool isExtremum = monoid == Monoid::max || monoid == Monoid::min;
  if (isBool(elementOf(x)) && !isExtremum) // *_c4
    return inference.fail(Fault::dtype, "operand has dtype bool; expected a number");
  if (failed(checkWindowsOver(op, shapeOf(x), inference)))
    return failure();
  inference.result(windowCounts(windowsOf(op)), elementOf(x));
  return success();
}

// evaluate

LogicalResult evaluateReduceWindow(Operation *op, Monoid monoid, const Literal &x, SmallVectorImpl<Literal> &results) {
  Literal result(Emit::typeOf(op->getResult(0)));
  ArrayRef<int64_t> shape = x.type().getShape();
  Type element = x.type().getElementType();
  WindowAxes axes = windowsOf(op);
  int64_t to = 0;
  forEachIndex(result.type().getShape(), [&](ArrayRef<int64_t> window) {
    long double real = realIdentityOf(monoid);
    int64_t integer = x.floating() ? 0 : integerIdentityOf(monoid, element);
    forEachTap(axes, window, [&](ArrayRef<int64_t>, ArrayRef<int64_t> at) {
      int64_t from = positionOf(at, shape);
      if (x.floating())
        real = combineReals(monoid, real, x.real(from));
      else
        integer = combineIntegers(monoid, element, integer, x.integer(from));
    });
    x.floating() ? result.setReal(to, real) : result.setInteger(to, integer);
    ++to;
  });
  results.push_back(std::move(result));
  return success();
}

// batch

LogicalResult batchWindows(Operation *op, OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                           SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  WindowAxes axes = windowsOf(op);
  axes.insert(axes.begin(), WindowAxis{size});
  SmallVector<NamedAttribute> list = windowAttributes(e, axes);
  if (auto select = op->getAttrOfType<StringAttr>("select"))
    list.push_back(b.getNamedAttr("select", select));
  results.push_back(e.value(op->getName().stripDialect(), allWithLeading(e, operands, batched, size), list));
  return success();
}

// cost

Cost windowCost(Operation *op, uint64_t scatteredPerWindow) {
  uint64_t windows = 1, size = 1;
  for (const WindowAxis &axis : windowsOf(op))
    windows *= axis.windows(), size *= axis.size;
  return {windows * (size - 1 + scatteredPerWindow), 0, operandAndResultBytes(op)};
}

// reduce_window_sum

LogicalResult ReduceWindowSumOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult ReduceWindowSumOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                           MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    if (getType().getNumElements() == 0)
      return e.zeros(e.typeOf(getX()));
    WindowAxes back(llvm::map_range(windowsOf(*this), transposed));
    return e.value("reduce_window_sum", ct, windowAttributes(e, back));
  });
}

} // namespace burin::ir
