// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// convolution: infer, evaluate, cost, lower. ConvolutionDerivative.cpp and ConvolutionBatch.cpp have the other rules.
#include "compiler/ops/Convolution.h"
#include "compiler/lowering/Kernels.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Convolution.cpp.inc"

namespace burin::ir {

WindowAxes windowsOf(ConvolutionOp op) {
  WindowAxes axes;
  for (size_t i = 0; i < op.getWindowStrides().size(); ++i)
    axes.push_back({op.lhsExtent(i + 2), op.rhsExtent(i + 2), op.getWindowStrides()[i], op.getLhsDilation()[i],
                    op.getRhsDilation()[i], op.getLow()[i], op.getHigh()[i]});
  return axes;
}

// infer

static LogicalResult checkLayouts(ConvolutionOp op, Inference &inference) {
  ArrayRef<int64_t> lhs = shapeOf(op.getLhs()), rhs = shapeOf(op.getRhs());
  if (lhs.size() != rhs.size() || lhs.size() < 2) // convolution_c2
    return inference.fail(Fault::shape, "operands have shapes " + shapeText(lhs) + " and " + shapeText(rhs) +
                                            "; expected as many axes, two or more: batch, features and spatial ones");
  for (auto [name, layout] : {std::pair{"lhs", op.getLhsLayout()}, std::pair{"rhs", op.getRhsLayout()},
                              std::pair{"the result", op.getResultLayout()}})
    if (layout.size() != lhs.size() || !distinctAxes(layout, lhs.size())) // convolution_c3
      return inference.fail(Fault::shape, std::string("the layout of ") + name + " is " + shapeText(layout) +
                                              "; expected each of " + std::to_string(lhs.size()) + " axes once");
  for (auto [name, list] :
       {std::pair{"window strides", op.getWindowStrides()}, std::pair{"dilations of lhs", op.getLhsDilation()},
        std::pair{"dilations of rhs", op.getRhsDilation()}, std::pair{"low padding", op.getLow()},
        std::pair{"high padding", op.getHigh()}})
    if (list.size() + 2 != lhs.size()) // convolution_c4
      return inference.fail(Fault::shape, std::string(name) + " " + shapeText(list) + " of operands of shapes " +
                                              shapeText(lhs) + " and " + shapeText(rhs) + "; expected one number per " +
                                              "spatial axis, which are " + std::to_string(lhs.size() - 2));
  return success();
}

static LogicalResult checkGroups(ConvolutionOp op, Inference &inference) {
  auto feature = static_cast<int64_t>(op.getFeatureGroups()), batch = static_cast<int64_t>(op.getBatchGroups());
  auto counts = std::to_string(feature) + " feature groups and " + std::to_string(batch) + " batch groups";
  if (feature < 1 || batch < 1 || (feature > 1 && batch > 1)) // convolution_c6
    return inference.fail(Fault::shape, counts + "; expected positive numbers, one of them 1");
  std::string shapes =
      " for operands of shapes " + shapeText(shapeOf(op.getLhs())) + " and " + shapeText(shapeOf(op.getRhs()));
  auto divides = [&](int64_t groups, int64_t extent) { return extent % groups == 0; };
  if (!divides(feature, op.lhsExtent(1)) || !divides(batch, op.lhsExtent(0)) ||
      !divides(feature * batch, op.rhsExtent(0))) // convolution_c7
    return inference.fail(Fault::shape, counts + shapes + "; expected divisors of the " +
                                            std::to_string(op.lhsExtent(1)) + " features and the batch of " +
                                            std::to_string(op.lhsExtent(0)) + " of lhs, and of the " +
                                            std::to_string(op.rhsExtent(0)) + " output features of rhs");
  if (op.lhsExtent(1) / feature != op.rhsExtent(1)) // convolution_c8
    return inference.fail(Fault::shape, "lhs has " + std::to_string(op.lhsExtent(1)) + " features in " +
                                            std::to_string(feature) + " groups" + shapes + "; expected rhs with " +
                                            std::to_string(op.lhsExtent(1) / feature) + " input features, got " +
                                            std::to_string(op.rhsExtent(1)));
  return success();
}

LogicalResult ConvolutionOp::infer(Inference &inference) {
  Type element = elementOf(getLhs());
  if (element != elementOf(getRhs()) || isBool(element)) // convolution_c1
    return inference.fail(Fault::dtype, "operands have dtypes " + dtypeText(element) + " and " +
                                            dtypeText(elementOf(getRhs())) + "; expected equal numbers");
  if (failed(checkLayouts(*this, inference)) || failed(checkGroups(*this, inference)) ||
      failed(checkWindows(windowsOf(*this), inference))) // convolution_c5
    return failure();
  AxisList shape(shapeOf(getLhs()).size());
  shape[getResultLayout()[0]] = lhsExtent(0) / static_cast<int64_t>(getBatchGroups());
  shape[getResultLayout()[1]] = rhsExtent(0);
  for (auto [i, extent] : llvm::enumerate(windowCounts(windowsOf(*this))))
    shape[getResultLayout()[i + 2]] = extent;
  inference.result(shape, element);
  return success();
}

// evaluate

static AxisList inLayout(Layout layout, int64_t batch, int64_t feature, ArrayRef<int64_t> spatial) {
  AxisList index(layout.size());
  index[layout[0]] = batch;
  index[layout[1]] = feature;
  for (auto [axis, at] : llvm::zip_equal(layout.drop_front(2), spatial))
    index[axis] = at;
  return index;
}

namespace {
/// The products that one element of the result sums up.
class Products {
public:
  explicit Products(ConvolutionOp op) : op(op), windows(windowsOf(op)) {}

  /// Visits (position in lhs, position in rhs).
  void forEach(ArrayRef<int64_t> index, function_ref<void(int64_t, int64_t)> visit) {
    AxisList at = permuted(index, op.getResultLayout());
    int64_t perGroup = op.rhsExtent(0) / op.groups(), depth = op.rhsExtent(1), group = at[1] / perGroup;
    int64_t firstFeature = op.getFeatureGroups() > 1 ? group * depth : 0;
    int64_t batch = at[0] + (op.getBatchGroups() > 1 ? group * op.resultExtent(0) : 0);
    forEachTap(windows, ArrayRef(at).drop_front(2), [&](ArrayRef<int64_t> tap, ArrayRef<int64_t> seen) {
      for (int64_t c = 0; c < depth; ++c)
        visit(positionOf(inLayout(op.getLhsLayout(), batch, firstFeature + c, seen), shapeOf(op.getLhs())),
              positionOf(inLayout(op.getRhsLayout(), at[1], c, tap), shapeOf(op.getRhs())));
    });
  }

private:
  ConvolutionOp op;
  WindowAxes windows;
};
} // namespace

LogicalResult ConvolutionOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  Literal result(getType());
  Products products(*this);
  int64_t i = 0;
  forEachIndex(getType().getShape(), [&](ArrayRef<int64_t> index) {
    long double real = 0;
    uint64_t integer = 0;
    products.forEach(index, [&](int64_t l, int64_t r) {
      if (result.floating())
        real += operands[0].real(l) * operands[1].real(r);
      else
        integer += static_cast<uint64_t>(operands[0].integer(l)) * static_cast<uint64_t>(operands[1].integer(r));
    });
    result.floating() ? result.setReal(i, real) : result.setInteger(i, static_cast<int64_t>(integer));
    ++i;
  });
  results.push_back(std::move(result));
  return success();
}

// cost

Cost ConvolutionOp::cost() {
  uint64_t products = static_cast<uint64_t>(resultExtent(0)) * resultExtent(1) * rhsExtent(1);
  for (const WindowAxis &axis : windowsOf(*this))
    products *= axis.taps(); // those in padding are not counted
  return {2 * products, 0, operandAndResultBytes(*this)};
}

// lower

LogicalResult ConvolutionOp::lowerKernel(KernelBuilder &kernel) { return lowering::lowerConvolution(*this, kernel); }

bool ConvolutionOp::readsMemory(unsigned) { return true; }

} // namespace burin::ir
