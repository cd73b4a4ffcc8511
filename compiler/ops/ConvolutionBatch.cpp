// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// convolution: batch. The new axis becomes part of the batch, of the features or of the groups.
#include "compiler/ops/Convolution.h"

using namespace mlir;

namespace burin::ir {
namespace {

class Batching {
public:
  Batching(ConvolutionOp op, Emit &e, int64_t size) : op(op), e(e), form(ConvolutionForm::of(op)), size(size) {}

  /// One group per row, or a group of each kind in turn.
  Value both(Value lhs, Value rhs) {
    bool batchGroups = form.batchGroups > 1;
    lhs = mergeAxis(e, lhs, 0, form.lhsLayout[batchGroups ? 0 : 1]);
    rhs = mergeAxis(e, rhs, 0, form.rhsLayout[0]);
    (batchGroups ? form.batchGroups : form.featureGroups) *= size;
    return toFront(splitAxis(e, form.emit(e, lhs, rhs), feature(), size), feature());
  }

  Value left(Value lhs, Value rhs) {
    int64_t batch = form.lhsLayout[0];
    lhs = form.batchGroups == 1 ? mergeAxis(e, lhs, 0, batch) : mergeWithinGroups(lhs, batch);
    int64_t resultBatch = form.resultLayout[0];
    return toFront(splitAxis(e, form.emit(e, lhs, rhs), resultBatch, size), resultBatch);
  }

  Value right(Value lhs, Value rhs) {
    int64_t output = form.rhsLayout[0];
    if (op.groups() == 1) {
      rhs = mergeAxis(e, rhs, 0, output);
      return toFront(splitAxis(e, form.emit(e, lhs, rhs), feature(), size), feature());
    }
    Value result = splitAxis(e, form.emit(e, lhs, mergeWithinGroups(rhs, output)), feature(), op.groups());
    result = splitAxis(e, result, feature() + 1, size); // [..., groups, size, features of a group, ...]
    int64_t rest = feature() + 1;                       // where the features of a group stand without the new axis
    Value front = toFront(result, rest);
    return mergeAxis(e, front, feature() + 1, feature() + 1);
  }

private:
  int64_t feature() const { return form.resultLayout[1]; }

  /// x [size, ..., groups * n, ...] as [..., groups * size * n, ...].
  Value mergeWithinGroups(Value x, int64_t axis) {
    Value split = splitAxis(e, x, axis + 1, op.groups()); // [size, ..., groups, n, ...]
    split = mergeAxis(e, split, 0, axis + 1);             // [..., groups, size * n, ...]
    return mergeAxis(e, split, axis, axis);
  }

  Value toFront(Value x, int64_t axis) {
    AxisList permutation = prepend(axis, otherAxes({axis}, shapeOf(x).size()));
    return axis == 0 ? x : e.transpose(x, permutation);
  }

  ConvolutionOp op;
  Emit &e;
  ConvolutionForm form;
  int64_t size;
};

} // namespace

LogicalResult ConvolutionOp::batch(OpBuilder &b, ArrayRef<Value> operands, ArrayRef<bool> batched, int64_t size,
                                   SmallVectorImpl<Value> &results) {
  Emit e(b, getLoc());
  Batching batching(*this, e, size);
  if (size == 0) // no groups at all
    results.push_back(e.zeros(RankedTensorType::get(prepend(0, getType().getShape()), elementOf(getLhs()))));
  else if (batched[0] && batched[1])
    results.push_back(batching.both(operands[0], operands[1]));
  else if (batched[0])
    results.push_back(batching.left(operands[0], operands[1]));
  else
    results.push_back(batching.right(operands[0], operands[1]));
  return success();
}

} // namespace burin::ir
