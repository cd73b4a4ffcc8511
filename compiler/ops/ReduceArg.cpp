// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Reduce.td that give an index: argmax and argmin.
#include "compiler/ops/Movement.h"
#include "compiler/ops/Reduce.h"
#include "compiler/ops/ReduceOps.h"

using namespace mlir;

namespace burin::ir {

LogicalResult inferArg(Value x, int64_t axis, Type dtype, Inference &inference) {
  ArrayRef<int64_t> shape = shapeOf(x);
  auto rank = static_cast<int64_t>(shape.size());
  if (axis < 0 || axis >= rank) // arg*_c1
    return inference.fail(Fault::shape,
                          "axis is " + std::to_string(axis) + "; expected an axis of " + shapeText(shape));
  if (shape[axis] == 0)
    return inference.fail(Fault::shape, "axis " + std::to_string(axis) + " of shape " + shapeText(shape) +
                                            " is empty; expected at least one element");
  if (!isArrayType(RankedTensorType::get({}, dtype)) || isFloating(dtype) || isBool(dtype)) // arg*_c2
    return inference.fail(Fault::dtype, "the dtype of the index is no integer; expected an integer dtype");
  inference.result(permuted(shape, otherAxes({axis}, rank)), dtype);
  return success();
}

LogicalResult evaluateArg(Operation *op, int64_t axis, const Literal &x, bool wantsMax,
                          SmallVectorImpl<Literal> &results) {
  ArrayRef<int64_t> shape = x.type().getShape();
  Literal result(Emit::typeOf(op->getResult(0)));
  int64_t to = 0;
  forEachIndex(result.type().getShape(), [&](ArrayRef<int64_t> index) {
    AxisList at(index);
    at.insert(at.begin() + axis, 0);
    int64_t best = positionOf(at, shape), bestIndex = 0;
    for (at[axis] = 1; at[axis] < shape[axis]; ++at[axis])
      if (int64_t candidate = positionOf(at, shape); beats(x, candidate, best, wantsMax))
        best = candidate, bestIndex = at[axis];
    result.setInteger(to++, bestIndex);
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult batchArg(Operation *op, int64_t axis, Type dtype, OpBuilder &b, ArrayRef<Value> operands,
                       ArrayRef<bool> batched, int64_t size, SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  Value x = withLeading(e, operands[0], batched[0], size);
  results.push_back(e.value(op->getName().stripDialect(), x, {e.number("axis", axis + 1), e.dtype("dtype", dtype)}));
  return success();
}

Cost argCost(Operation *op) {
  uint64_t in = Emit::typeOf(op->getOperand(0)).getNumElements(), out = Emit::typeOf(op->getResult(0)).getNumElements();
  return {in - out, 0, operandAndResultBytes(op)};
}

} // namespace burin::ir
