// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Reduce.td: reduce_prod.
#include "compiler/ops/Cumulative.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/Reduce.h"
#include "compiler/ops/ReduceOps.h"

using namespace mlir;

namespace burin::ir {

LogicalResult ReduceProdOp::infer(Inference &inference) { return inferReducedNumbers(getX(), getAxes(), inference); }

/// [kept..., elements of one product], and the axes in that order.
static std::pair<Value, AxisList> asRows(Emit &e, Value x, ArrayRef<int64_t> axes) {
  ArrayRef<int64_t> shape = shapeOf(x);
  AxisList order = otherAxes(axes, shape.size()), rows = permuted(shape, order);
  llvm::append_range(order, axes);
  rows.push_back(product(permuted(shape, axes)));
  return {e.reshape(e.transpose(x, order), rows), order};
}

/// Of each element the product of the others, without a division: what stands before it times what stands behind it.
static Value productOfOthers(Emit &e, Value x, ArrayRef<int64_t> axes) {
  auto [rows, order] = asRows(e, x, axes);
  int64_t last = shapeOf(rows).size() - 1;
  Value one = e.scalar(1, RankedTensorType::get({}, elementOf(x)));
  auto productBeside = [&](bool reverse) {
    Value all =
        e.value("cumprod", rows, {e.number("axis", last), e.b.getNamedAttr("reverse", e.b.getBoolAttr(reverse))});
    return shiftedAlong(e, all, last, reverse, one);
  };
  Value others = e.mul(productBeside(false), productBeside(true));
  return e.transpose(e.reshape(others, permuted(shapeOf(x), order)), inverted(order));
}

LogicalResult ReduceProdOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  if (!tangents[0] || Emit::typeOf(getX()).getNumElements() == 0) { // the product of nothing is a constant
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, getLoc());
  results.push_back(e.reduceSum(e.mul(tangents[0], productOfOthers(e, getX(), getAxes())), getAxes()));
  return success();
}

LogicalResult ReduceProdOp::transpose(OpBuilder &, ArrayRef<Value>, ArrayRef<bool>, MutableArrayRef<Value>) {
  return refuse(*this, "transpose", "a product is not linear in its operand; its linearization is");
}

} // namespace burin::ir
