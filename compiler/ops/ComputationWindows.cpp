// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/AlongAxis.h"
#include "compiler/ops/Computation.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/Window.h"
#include "compiler/ops/Windows.h"

#include "llvm/ADT/StringSwitch.h"

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
  size_t count = getInputs().size();
  ArrayRef<int64_t> shape = shapeOf(getResult(0));
  if (product(shape) == 0) {
    results.assign(count, nullptr);
    return success();
  }
  Value positions = emitPositions(e, windowsIn(*this));
  WindowDims dims;
  dims.droppedAxes = dims.startAxes = {0};
  dims.indexVectorAxis = 2;
  dims.sizes = {1};
  auto seen = [&](Value x) {
    return x ? gather(e, e.reshape(x, {Emit::typeOf(x).getNumElements()}), positions, dims) : x;
  };
  Duals rows{llvm::map_to_vector(getInputs(), seen), llvm::map_to_vector(tangents.take_front(count), seen)};
  if (failed(linearizeLines(b, getLoc(), getBody(), initLines(e, getInits(), tangents.drop_front(count), shape), rows,
                            results)))
    return failure();
  for (Value &tangent : results)
    tangent = tangent ? e.reshape(tangent, shape) : tangent;
  return success();
}

LogicalResult GeneralReduceWindowOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                           SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SmallVector<Value> wide;
  for (size_t i = 0, count = getInputs().size(); i < operands.size(); ++i)
    wide.push_back(i < count ? withLeading(e, operands[i], batched[i], size)
                             : batchedInit(e, operands[i], batched[i], size, shapeOf(getResult(0))));
  llvm::append_range(results, emitAgain(e, *this, wide, batchedWindows(e, *this, size))->getResults());
  return success();
}

Cost GeneralReduceWindowOp::cost() {
  return applications(*this, getBody(), Emit::typeOf(getResult(0)).getNumElements() * tapsOfOne(windowsIn(*this)));
}

bool GeneralReduceWindowOp::readsMemory(unsigned number) { return number < getInputs().size(); }

LogicalResult GeneralReduceWindowOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerComputedWindows(*this, getBody(), kernel);
}

static StringRef windowReductionBy(StringRef joining, bool isOfBools) {
  return llvm::StringSwitch<StringRef>(joining)
      .Case("add", "reduce_window_sum")
      .Case("mul", "reduce_window_prod")
      .Case("max", "reduce_window_max")
      .Case("min", "reduce_window_min")
      .Case("or", isOfBools ? "reduce_window_max" : "")
      .Case("and", isOfBools ? "reduce_window_min" : "")
      .Default("");
}

LogicalResult GeneralReduceWindowOp::simplify(OpBuilder &b, SmallVectorImpl<Value> &results) {
  SmallVector<StringRef> reductions;
  for (auto [i, input] : llvm::enumerate(getInputs())) {
    reductions.push_back(windowReductionBy(joiningOperation(getBody(), i), isBool(elementOf(input))));
    if (reductions.back().empty())
      return failure();
  }
  Emit e(b, getLoc());
  for (auto [i, input, init] : llvm::enumerate(getInputs(), getInits()))
    results.push_back(joinInit(e, joiningOperation(getBody(), i), init,
                               e.value(reductions[i], input, windowAttributes(e, windowsIn(*this)))));
  return success();
}

} // namespace burin::ir
