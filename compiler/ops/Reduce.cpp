// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Reduce.h"
#include "compiler/lowering/Kernels.h"

#include "compiler/ops/Movement.h"
#include "compiler/ops/Precision.h"
#include "compiler/ops/ReduceOps.h"

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Reduce.cpp.inc"

namespace burin::ir {

// What the reductions share

LogicalResult checkAxes(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes, Inference &inference) {
  if (distinctAxes(axes, shape.size()))
    return success();
  return inference.fail(Fault::shape,
                        "axes are " + shapeText(axes) + "; expected distinct axes of " + shapeText(shape));
}

LogicalResult inferReduction(Value x, ArrayRef<int64_t> axes, Inference &inference) {
  ArrayRef<int64_t> shape = shapeOf(x);
  if (failed(checkAxes(shape, axes, inference))) // reduce_*_c1
    return failure();
  inference.result(permuted(shape, otherAxes(axes, shape.size())), elementOf(x));
  return success();
}

LogicalResult inferReducedNumbers(Value x, ArrayRef<int64_t> axes, Inference &inference) {
  if (isBool(elementOf(x))) // reduce_sum_c2, reduce_prod_c2
    return inference.fail(Fault::dtype, "operand has dtype bool; expected a number");
  return inferReduction(x, axes, inference);
}

void forEachReduced(ArrayRef<int64_t> shape, ArrayRef<int64_t> axes, function_ref<void(int64_t, int64_t)> visit) {
  AxisList kept = otherAxes(axes, shape.size()), keptShape = permuted(shape, kept);
  int64_t from = 0;
  forEachIndex(shape, [&](ArrayRef<int64_t> index) { visit(positionOf(permuted(index, kept), keptShape), from++); });
}

template <class Number, class Combine>
static std::vector<Number> accumulate(Operation *op, const Literal &x, ArrayRef<int64_t> axes, Number identity,
                                      function_ref<Number(int64_t)> element, Combine combine) {
  std::vector<Number> sums(Emit::typeOf(op->getResult(0)).getNumElements(), identity);
  forEachReduced(x.type().getShape(), axes,
                 [&](int64_t to, int64_t from) { sums[to] = combine(sums[to], element(from)); });
  return sums;
}

LogicalResult evaluateReduction(Operation *op, ArrayRef<int64_t> axes, const Literal &x, long double realIdentity,
                                RealBinary real, int64_t integerIdentity, IntegerBinary integer,
                                SmallVectorImpl<Literal> &results) {
  Literal result(Emit::typeOf(op->getResult(0)));
  if (x.floating()) {
    auto sums = accumulate<long double>(op, x, axes, realIdentity, [&](int64_t i) { return x.real(i); }, real);
    for (auto [i, sum] : llvm::enumerate(sums))
      result.setReal(static_cast<int64_t>(i), sum);
  } else {
    auto sums = accumulate<int64_t>(op, x, axes, integerIdentity, [&](int64_t i) { return x.integer(i); }, integer);
    for (auto [i, sum] : llvm::enumerate(sums))
      result.setInteger(static_cast<int64_t>(i), sum);
  }
  results.push_back(std::move(result));
  return success();
}

LogicalResult evaluateReduction(Operation *op, ArrayRef<int64_t> axes, const Literal &x, Monoid monoid,
                                SmallVectorImpl<Literal> &results) {
  Type element = x.type().getElementType();
  auto real = [&](long double sum, long double y) { return combineReals(monoid, sum, y); };
  auto integer = [&](int64_t sum, int64_t y) { return combineIntegers(monoid, element, sum, y); };
  return evaluateReduction(op, axes, x, realIdentityOf(monoid), real, integerIdentityOf(monoid, element), integer,
                           results);
}

Value spread(Emit &e, Value reduced, Value like, ArrayRef<int64_t> axes) {
  return e.broadcast(reduced, shapeOf(like), otherAxes(axes, shapeOf(like).size()));
}

LogicalResult batchReduction(Operation *op, ArrayRef<int64_t> axes, OpBuilder &b, ArrayRef<Value> operands,
                             ArrayRef<bool> batched, int64_t size, SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  Value x = withLeading(e, operands[0], batched[0], size);
  results.push_back(e.value(op->getName().stripDialect(), x, e.axes("axes", behindLeading(axes))));
  return success();
}

Cost reductionCost(Operation *op) {
  uint64_t in = Emit::typeOf(op->getOperand(0)).getNumElements(), out = Emit::typeOf(op->getResult(0)).getNumElements();
  return {in > out ? in - out : 0, 0, operandAndResultBytes(op)};
}

AxisList increasing(ArrayRef<int64_t> axes) {
  AxisList sorted(axes);
  llvm::sort(sorted);
  return sorted;
}

// reduce_sum

LogicalResult ReduceSumOp::infer(Inference &inference) { return inferReducedNumbers(getX(), getAxes(), inference); }

LogicalResult ReduceSumOp::linearize(OpBuilder &b, ArrayRef<Value> tangents, SmallVectorImpl<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult ReduceSumOp::transpose(OpBuilder &b, ArrayRef<Value> cotangents, ArrayRef<bool> linear,
                                     MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results,
                           [&](Emit &e, Value ct) { return spread(e, ct, getX(), getAxes()); });
}

} // namespace burin::ir
