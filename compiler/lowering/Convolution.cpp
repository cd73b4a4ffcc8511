// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Convolution.h"
#include "compiler/lowering/ConvolutionLoops.h"
#include "compiler/lowering/Kernels.h"

using namespace mlir;

namespace burin::lowering {
namespace {

ConvolutionLoops loopsOf(ir::ConvolutionOp op) {
  SmallVector<int64_t> a = ir::permuted(ir::rowMajorStrides(ir::shapeOf(op.getLhs())), op.getLhsLayout());
  SmallVector<int64_t> b = ir::permuted(ir::rowMajorStrides(ir::shapeOf(op.getRhs())), op.getRhsLayout());
  ConvolutionLoops loops;
  loops.windows = ir::windowsOf(op);
  loops.depth = {op.rhsExtent(1), a[1], b[1]};
  int64_t groups = op.groups(), perGroup = op.rhsExtent(0) / groups;
  int64_t groupStride = op.getBatchGroups() > 1 ? op.resultExtent(0) * a[0] : op.rhsExtent(1) * a[1];
  for (auto [i, axis] : llvm::enumerate(loops.windows))
    loops.taps.push_back({axis.size, a[i + 2], b[i + 2]});
  for (int64_t role : ir::inverted(op.getResultLayout())) {
    if (role == 0)
      loops.result.push_back({{op.resultExtent(0), a[0], 0}});
    else if (role == 1) {
      loops.result.push_back({{groups, groupStride, perGroup * b[0]}});
      loops.result.push_back({{perGroup, 0, b[0]}});
    } else {
      loops.result.push_back({{op.resultExtent(role), a[role], 0}, static_cast<int>(role) - 2});
    }
  }
  return loops;
}

/// The axes from the back that only one operand has.
SmallVector<ContractionAxis, 2> takeAxesOf(int64_t ContractionAxis::*absent, SmallVector<ContractionAxis> &axes) {
  SmallVector<ContractionAxis, 2> taken;
  while (!axes.empty() && axes.back().*absent == 0)
    taken.insert(taken.begin(), axes.pop_back_val());
  return taken;
}

/// The contraction whose operands are strided views of the convolution's, or nothing: when a window sees padding, or
/// when vectors and tiles would have nothing to run along. `exchanged` says that the operands change places.
std::optional<ContractionShape> contractionOf(const ConvolutionLoops &loops, Type element, bool &exchanged) {
  if (!element.isF32() && !element.isF64())
    return std::nullopt;
  SmallVector<ContractionAxis> axes;
  ContractionShape shape;
  shape.element = element;
  for (const ConvolutionLoops::Axis &axis : loops.result) {
    ContractionAxis strided = axis.axis;
    if (axis.window >= 0)
      strided.strideA *= loops.windows[axis.window].stride;
    if (strided.size != 1)
      axes.push_back(strided);
  }
  for (auto [axis, tap] : llvm::zip_equal(loops.windows, loops.taps)) {
    if (axis.seesPadding() || axis.low != 0)
      return std::nullopt;
    shape.k.push_back({tap.size, tap.strideA * axis.windowDilation, tap.strideB});
  }
  shape.k.push_back(loops.depth);
  exchanged = !axes.empty() && axes.back().strideB == 0;
  shape.n = takeAxesOf(exchanged ? &ContractionAxis::strideB : &ContractionAxis::strideA, axes);
  shape.m = takeAxesOf(exchanged ? &ContractionAxis::strideA : &ContractionAxis::strideB, axes);
  shape.batch = {axes.begin(), axes.end()};
  auto extent = [](ArrayRef<ContractionAxis> list) {
    int64_t product = 1;
    for (const ContractionAxis &axis : list)
      product *= axis.size;
    return product;
  };
  if (extent(shape.m) < 4 || extent(shape.n) < 4 || extent(shape.k) == 0)
    return std::nullopt;
  if (exchanged)
    for (auto *list : {&shape.batch, &shape.m, &shape.n, &shape.k})
      for (ContractionAxis &axis : *list)
        std::swap(axis.strideA, axis.strideB);
  return shape;
}

} // namespace

LogicalResult lowerConvolution(Operation *op, ir::KernelBuilder &k) {
  auto convolution = cast<ir::ConvolutionOp>(op);
  if (convolution.getType().getNumElements() == 0)
    return success();
  Type element = ir::elementOf(convolution.getLhs());
  ConvolutionLoops loops = loopsOf(convolution);
  bool exchanged = false;
  std::optional<ContractionShape> shape = contractionOf(loops, element, exchanged);
  if (!shape) {
    emitConvolutionLoops(loops, element, k);
    return success();
  }
  int64_t chunks = contractionChunks(*shape, k.target);
  double flopsPerCycle = 2.0 * k.target.lanes(element.getIntOrFloatBitWidth());
  k.setWork(chunks, static_cast<double>(convolution.cost().flops) / flopsPerCycle / std::max<double>(1, chunks));
  emitContraction(k.b, k.loc, *shape, k.target, k.memory(exchanged ? 1 : 0), k.memory(exchanged ? 0 : 1), k.output(),
                  k.lo, k.hi);
  return success();
}

} // namespace burin::lowering
