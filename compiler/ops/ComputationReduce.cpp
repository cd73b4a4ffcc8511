// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Kernels.h"
#include "compiler/ops/Computation.h"
#include "compiler/ops/ComputationOps.h"
#include "compiler/ops/Reduce.h"

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
  ArrayRef<int64_t> shape = shapeOf(getInputs()[0]);
  AxisList axes = increasing(getAxes()), order = axes;
  llvm::append_range(order, otherAxes(axes, shape.size()));
  int64_t columns = product(shapeOf(getResult(0)));
  auto rowsOf = [&](Value x) { return e.reshape(e.transpose(x, order), {product(permuted(shape, axes)), columns}); };
  return linearizeReduction(*this, e, tangents, rowsOf, results);
}

LogicalResult GeneralReduceOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                     SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  batchReduction(*this, e, operands, batched, size, e.axes("axes", behindLeading(getAxes())), results);
  return success();
}

Cost GeneralReduceOp::cost() { return applications(*this, getBody(), Emit::typeOf(getInputs()[0]).getNumElements()); }

LogicalResult GeneralReduceOp::lowerKernel(KernelBuilder &kernel) {
  return lowering::lowerReduce(*this, increasing(getAxes()), getBody(), kernel);
}

/// A reduction for each result, which is joined with its init.
LogicalResult GeneralReduceOp::simplify(OpBuilder &b, SmallVectorImpl<Value> &results) {
  for (unsigned i = 0; i < getNumResults(); ++i)
    if (joiningOperation(getBody(), i).empty())
      return failure();
  Emit e(b, getLoc());
  for (auto [i, input, init] : llvm::enumerate(getInputs(), getInits())) {
    StringRef joining = joiningOperation(getBody(), i);
    std::string reduction = ("reduce_" + reductionBy(joining)).str();
    results.push_back(joinInit(e, joining, init, e.value(reduction, input, e.axes("axes", getAxes()))));
  }
  return success();
}

} // namespace burin::ir
