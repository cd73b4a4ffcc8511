// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Computation.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/Reduce.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace burin::ir {

// reduce

LogicalResult GeneralReduceOp::infer(Inference &inference) {
  if (failed(checkInputs(getInputs(), inference))) // reduce_c1, c2
    return failure();
  ArrayRef<int64_t> shape = shapeOf(getInputs()[0]);
  if (failed(checkAxes(shape, getAxes(), inference))) // reduce_c3
    return failure();
  AxisList kept = permuted(shape, otherAxes(getAxes(), shape.size()));
  if (failed(checkInits(getInputs(), getInits(), kept, inference)) || // reduce_c4
      failed(checkAccumulation(getBody(), getInputs(), inference)))   // reduce_c5
    return failure();
  for (Value input : getInputs())
    inference.result(kept, elementOf(input));
  return success();
}

LogicalResult GeneralReduceOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  size_t count = getInputs().size();
  for (auto [init, type] : llvm::zip_equal(operands.drop_front(count), getResultTypes()))
    results.push_back(spreadInit(init, cast<RankedTensorType>(type)));
  LogicalResult outcome = success();
  forEachReduced(shapeOf(getInputs()[0]), getAxes(), [&](int64_t to, int64_t from) {
    if (succeeded(outcome))
      outcome = accumulate(getBody(), results, to, operands.take_front(count), from);
  });
  return outcome;
}

LogicalResult GeneralReduceOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  size_t count = getInputs().size();
  ArrayRef<int64_t> shape = shapeOf(getInputs()[0]), kept = shapeOf(getResult(0));
  if (product(kept) == 0) {
    results.assign(count, nullptr);
    return success();
  }
  AxisList axes = increasing(getAxes()), order = axes;
  llvm::append_range(order, otherAxes(axes, shape.size()));
  auto lines = [&](Value x) {
    return x ? e.reshape(e.transpose(x, order), {product(permuted(shape, axes)), product(kept)}) : x;
  };
  Duals rows{llvm::map_to_vector(getInputs(), lines), llvm::map_to_vector(tangents.take_front(count), lines)};
  if (failed(linearizeLines(b, getLoc(), getBody(), initLines(e, getInits(), tangents.drop_front(count), kept), rows,
                            results)))
    return failure();
  for (Value &tangent : results)
    tangent = tangent ? e.reshape(tangent, kept) : tangent;
  return success();
}

LogicalResult GeneralReduceOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                     SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  SmallVector<Value> wide;
  for (size_t i = 0, count = getInputs().size(); i < operands.size(); ++i)
    wide.push_back(i < count ? withLeading(e, operands[i], batched[i], size)
                             : batchedInit(e, operands[i], batched[i], size, shapeOf(getResult(0))));
  llvm::append_range(results, emitAgain(e, *this, wide, e.axes("axes", behindLeading(getAxes())))->getResults());
  return success();
}

Cost GeneralReduceOp::cost() { return applications(*this, getBody(), Emit::typeOf(getInputs()[0]).getNumElements()); }

LogicalResult GeneralReduceOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerReduce(*this, increasing(getAxes()), getBody(), kernel);
}

static StringRef reductionBy(StringRef joining) {
  return llvm::StringSwitch<StringRef>(joining)
      .Case("add", "reduce_sum")
      .Case("mul", "reduce_prod")
      .Case("max", "reduce_max")
      .Case("min", "reduce_min")
      .Case("and", "reduce_and")
      .Case("or", "reduce_or")
      .Case("xor", "reduce_xor")
      .Default("");
}

/// A reduction for each result, which is joined with its init.
LogicalResult GeneralReduceOp::simplify(OpBuilder &b, SmallVectorImpl<Value> &results) {
  for (unsigned i = 0; i < getNumResults(); ++i)
    if (joiningOperation(getBody(), i).empty())
      return failure();
  Emit e(b, getLoc());
  for (auto [i, input, init] : llvm::enumerate(getInputs(), getInits())) {
    StringRef joining = joiningOperation(getBody(), i);
    results.push_back(joinInit(e, joining, init, e.value(reductionBy(joining), input, e.axes("axes", getAxes()))));
  }
  return success();
}

} // namespace burin::ir
