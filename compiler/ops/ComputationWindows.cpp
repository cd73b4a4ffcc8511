// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/AlongAxis.h"
#include "compiler/ops/Computation.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/Window.h"
#include "compiler/ops/Windows.h"

using namespace mlir;

namespace burin::ir {

// reduce_window

LogicalResult GeneralReduceWindowOp::infer(Inference &inference) {
  if (failed(checkInputs(getInputs(), inference)) ||                       // reduce_window_c5, c6
      failed(checkWindowsOver(*this, shapeOf(getInputs()[0]), inference))) // reduce_window_c1 to c3
    return failure();
  WindowAxes axes = windowsIn(*this);
  if (llvm::any_of(axes, [](const WindowAxis &axis) { return axis.seesPadding(); })) // reduce_window_c4
    return inference.fail(Fault::unsupported, "a window sees gaps or padding; expected those of a pad");
  AxisList shape = windowCounts(axes);
  if (failed(checkInits(getInputs(), getInits(), shape, inference)) || // reduce_window_c7
      failed(checkAccumulation(getBody(), getInputs(), inference)))    // reduce_window_c8
    return failure();
  for (Value input : getInputs())
    inference.result(shape, elementOf(input));
  return success();
}

LogicalResult GeneralReduceWindowOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  size_t count = getInputs().size();
  for (auto [init, type] : llvm::zip_equal(operands.drop_front(count), getResultTypes()))
    results.push_back(spreadInit(init, cast<RankedTensorType>(type)));
  LogicalResult outcome = success();
  WindowAxes axes = windowsIn(*this);
  int64_t to = 0;
  forEachIndex(results[0].type().getShape(), [&](ArrayRef<int64_t> window) {
    forEachTap(axes, window, [&](ArrayRef<int64_t>, ArrayRef<int64_t> at) {
      if (succeeded(outcome))
        outcome =
            accumulate(getBody(), results, to, operands.take_front(count), positionOf(at, shapeOf(getInputs()[0])));
    });
    ++to;
  });
  return outcome;
}

/// Positions in the array of what the taps of all windows see: [taps, windows].
static Value emitPositions(Emit &e, ArrayRef<WindowAxis> axes) {
  AxisList shape, strides(axes.size(), 1);
  for (const WindowAxis &axis : axes)
    shape.push_back(axis.size);
  llvm::append_range(shape, windowCounts(axes));
  for (size_t d = axes.size(); d-- > 1;)
    strides[d - 1] = strides[d] * axes[d].extent;
  Type number = indexType(e, axes.empty() ? 1 : strides[0] * axes[0].extent);
  Value position = e.zeros(RankedTensorType::get(shape, number));
  auto add = [&](int64_t dimension, int64_t by) {
    Value step = e.iota(number, shape, dimension);
    position = e.add(position, e.mul(step, e.scalar(static_cast<double>(by), step)));
  };
  for (auto [d, axis] : llvm::enumerate(axes)) {
    add(static_cast<int64_t>(d), axis.windowDilation * strides[d]);
    add(static_cast<int64_t>(axes.size() + d), axis.stride * strides[d]);
  }
  int64_t taps = static_cast<int64_t>(tapsOfOne(axes));
  return e.reshape(position, {taps, product(shape) / taps});
}

LogicalResult GeneralReduceWindowOp::linearize(OpBuilder &b, ArrayRef<Value> tangents,
                                               SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Value positions = emitPositions(e, windowsIn(*this));
  WindowDims dims;
  dims.droppedAxes = dims.startAxes = {0};
  dims.indexVectorAxis = 2;
  dims.sizes = {1};
  auto rowsOf = [&](Value x) { return gather(e, e.reshape(x, {Emit::typeOf(x).getNumElements()}), positions, dims); };
  return linearizeReduction(*this, e, tangents, rowsOf, results);
}

LogicalResult GeneralReduceWindowOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                           SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  batchReduction(*this, e, operands, batched, size, batchedWindows(e, *this, size), results);
  return success();
}

Cost GeneralReduceWindowOp::cost() {
  return applications(*this, getBody(), Emit::typeOf(getResult(0)).getNumElements() * tapsOfOne(windowsIn(*this)));
}

bool GeneralReduceWindowOp::readsMemory(unsigned number) { return number < getInputs().size(); }

LogicalResult GeneralReduceWindowOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerComputedWindows(*this, getBody(), kernel);
}

LogicalResult GeneralReduceWindowOp::simplify(OpBuilder &b, SmallVectorImpl<Value> &results) {
  for (unsigned i = 0; i < getNumResults(); ++i)
    if (joiningArithmetic(getBody(), i).empty())
      return failure();
  Emit e(b, getLoc());
  for (auto [i, input, init] : llvm::enumerate(getInputs(), getInits())) {
    StringRef joining = joiningArithmetic(getBody(), i);
    std::string reduction = ("reduce_window_" + reductionBy(joining)).str();
    results.push_back(joinInit(e, joining, init, e.value(reduction, input, windowAttributes(e, windowsIn(*this)))));
  }
  return success();
}

} // namespace burin::ir
