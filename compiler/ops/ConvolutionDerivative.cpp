// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// convolution: linearize and transpose. Without the spatial axes it is, for n = batch, i and o = features, g = groups:
//   [n, g i] [i, g o] -> [n, g o]     lhs: [n, g o] [o, g i] -> [n, g i]     rhs: [g i, n] [n, g o] -> [i, g o]
// The transpose of feature groups over rhs is batch groups, and the other way round.
#include "compiler/ops/Convolution.h"

using namespace mlir;

namespace burin::ir {

ConvolutionForm ConvolutionForm::of(ConvolutionOp op) {
  return {windowsOf(op),
          AxisList(op.getLhsLayout()),
          AxisList(op.getRhsLayout()),
          AxisList(op.getResultLayout()),
          static_cast<int64_t>(op.getFeatureGroups()),
          static_cast<int64_t>(op.getBatchGroups())};
}

Value ConvolutionForm::emit(Emit &e, Value lhs, Value rhs) const {
  auto list = [&](StringRef name, int64_t WindowAxis::*member) {
    return e.axes(name, AxisList(llvm::map_range(windows, [&](const WindowAxis &axis) { return axis.*member; })));
  };
  return e.value("convolution", {lhs, rhs},
                 {list("window_strides", &WindowAxis::stride), list("lhs_dilation", &WindowAxis::baseDilation),
                  list("rhs_dilation", &WindowAxis::windowDilation), list("low", &WindowAxis::low),
                  list("high", &WindowAxis::high), e.axes("lhs_layout", lhsLayout), e.axes("rhs_layout", rhsLayout),
                  e.axes("result_layout", resultLayout), e.number("feature_groups", featureGroups),
                  e.number("batch_groups", batchGroups)});
}

Value splitAxis(Emit &e, Value x, int64_t axis, int64_t parts) {
  AxisList shape(shapeOf(x));
  shape[axis] /= parts;
  shape.insert(shape.begin() + axis, parts);
  return e.reshape(x, shape);
}

Value mergeAxis(Emit &e, Value x, int64_t from, int64_t into) {
  AxisList permutation = otherAxes({from}, shapeOf(x).size());
  permutation.insert(permutation.begin() + into, from);
  AxisList shape = permuted(shapeOf(x), permutation);
  if (!llvm::is_sorted(permutation))
    x = e.transpose(x, permutation);
  shape[into + 1] *= shape[into];
  shape.erase(shape.begin() + into);
  return e.reshape(x, shape);
}

// linearize

LogicalResult ConvolutionOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  ConvolutionForm form = ConvolutionForm::of(*this);
  Value left = tangents[0] ? form.emit(e, tangents[0], getRhs()) : nullptr;
  Value right = tangents[1] ? form.emit(e, getLhs(), tangents[1]) : nullptr;
  results.push_back(e.accumulate(left, right));
  return success();
}

// transpose

/// Batch and feature axes exchanged.
static AxisList exchanged(Layout layout) {
  AxisList other(layout);
  std::swap(other[0], other[1]);
  return other;
}

static Value lhsCotangent(ConvolutionOp op, Emit &e, Value ct) {
  ConvolutionForm form = ConvolutionForm::of(op);
  int64_t groups = op.groups(), output = form.rhsLayout[0], input = form.rhsLayout[1];
  Value kernel = op.getRhs();
  if (groups > 1) // [i, g o] -> [g i, o]
    kernel = mergeAxis(e, splitAxis(e, kernel, output, groups), output, input);
  kernel = e.reverse(kernel, Layout(form.rhsLayout).drop_front(2));
  ConvolutionForm back{WindowAxes(llvm::map_range(form.windows, transposed)), form.resultLayout,
                       exchanged(form.rhsLayout), form.lhsLayout, groups};
  Value cotangent = back.emit(e, ct, kernel);
  int64_t batch = form.lhsLayout[0], feature = form.lhsLayout[1];
  if (form.batchGroups > 1) // [n, g i] -> [g n, i]
    cotangent = mergeAxis(e, splitAxis(e, cotangent, feature, groups), feature, batch);
  return cotangent;
}

/// The cotangent as a kernel with one window per tap.
static WindowAxis windowsPerTap(const WindowAxis &axis) {
  WindowAxis taps{axis.extent, axis.windows(), axis.windowDilation, axis.baseDilation, axis.stride, axis.low};
  taps.high = taps.windowSpan() + axis.windowSpan() - 1 - axis.baseSpan() - axis.low;
  return taps;
}

static Value rhsCotangent(ConvolutionOp op, Emit &e, Value ct) {
  ConvolutionForm form = ConvolutionForm::of(op);
  ConvolutionForm back{WindowAxes(llvm::map_range(form.windows, windowsPerTap)),
                       exchanged(form.lhsLayout),
                       exchanged(form.resultLayout),
                       exchanged(form.rhsLayout),
                       form.batchGroups,
                       form.featureGroups};
  return back.emit(e, op.getLhs(), ct);
}

LogicalResult ConvolutionOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                       MutableArrayRef<Value> results) {
  if (linear[0] && linear[1])
    return refuse(*this, "transpose", "both operands are linear, but their product is not");
  if (!cotangents[0])
    return success();
  Emit e(b, getLoc());
  // Kernels without elements would be windows without extent: what they sum up is zero.
  bool isEmpty = llvm::any_of(ValueRange{getLhs(), getRhs(), getResult()},
                              [](Value x) { return Emit::typeOf(x).getNumElements() == 0; });
  using Rule = Value (*)(ConvolutionOp, Emit &, Value);
  const Rule rules[] = {lhsCotangent, rhsCotangent};
  for (auto [i, rule] : llvm::enumerate(rules))
    if (linear[i])
      results[i] = isEmpty ? e.zeros(e.typeOf(getOperand(i))) : rule(*this, e, cotangents[0]);
  return success();
}

} // namespace burin::ir
