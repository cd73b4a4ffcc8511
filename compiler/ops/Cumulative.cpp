// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Cumulative.h"

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"
#include "compiler/lowering/math/VectorMath.h"
#include "compiler/ops/CumulativeOps.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/Precision.h"

#include <cmath>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Cumulative.cpp.inc"

namespace burin::ir {

// What the family shares

LogicalResult inferCumulative(Operation *op, int64_t axis, Domain domain, Inference &inference) {
  if (failed(checkOperands(op->getOperands(), domain, inference)) ||          // *_c2
      failed(checkAxis("axis", axis, shapeOf(op->getOperand(0)), inference))) // *_c1
    return failure();
  inference.result(Emit::typeOf(op->getOperand(0)));
  return success();
}

/// Visits (position, the position before it or -1) along all lines, in the order of accumulation.
static void forEachStep(ArrayRef<int64_t> shape, int64_t axis, bool reverse,
                        function_ref<void(int64_t, int64_t)> visit) {
  forEachLine(shape, axis, [&](int64_t first, int64_t stride) {
    int64_t before = -1;
    for (int64_t i = 0; i < shape[axis]; ++i) {
      int64_t here = first + (reverse ? shape[axis] - 1 - i : i) * stride;
      visit(here, before);
      before = here;
    }
  });
}

static LogicalResult evaluateCumulative(Operation *op, int64_t axis, bool reverse, const Literal &x, RealBinary real,
                                        IntegerBinary integer, SmallVectorImpl<Literal> &results) {
  Literal result(Emit::typeOf(op->getResult(0)));
  std::vector<long double> reals(x.floating() ? x.size() : 0);
  forEachStep(x.type().getShape(), axis, reverse, [&](int64_t here, int64_t before) {
    if (x.floating())
      result.setReal(here, reals[here] = before < 0 ? x.real(here) : real(reals[before], x.real(here)));
    else
      result.setInteger(here, before < 0 ? x.integer(here) : integer(result.integer(before), x.integer(here)));
  });
  results.push_back(std::move(result));
  return success();
}

LogicalResult evaluateCumulative(Operation *op, int64_t axis, bool reverse, const Literal &x, Monoid monoid,
                                 SmallVectorImpl<Literal> &results) {
  Type element = x.type().getElementType();
  auto real = [&](long double sum, long double y) { return combineReals(monoid, sum, y); };
  auto integer = [&](int64_t sum, int64_t y) { return combineIntegers(monoid, element, sum, y); };
  return evaluateCumulative(op, axis, reverse, x, real, integer, results);
}

LogicalResult batchCumulative(Operation *op, int64_t axis, bool reverse, OpBuilder &b, ArrayRef<Value> operands,
                              ArrayRef<bool> batched, int64_t size, SmallVectorImpl<Value> &results) {
  Emit e(b, op->getLoc());
  results.push_back(e.value(op->getName().stripDialect(), allWithLeading(e, operands, batched, size),
                            {e.number("axis", axis + 1), b.getNamedAttr("reverse", b.getBoolAttr(reverse))}));
  return success();
}

Cost cumulativeCost(Operation *op, int64_t axis, uint64_t flops, uint64_t transcendentals) {
  RankedTensorType type = Emit::typeOf(op->getResult(0));
  uint64_t extent = type.getDimSize(axis), steps = extent ? type.getNumElements() / extent * (extent - 1) : 0;
  return {flops * steps, transcendentals * steps, operandAndResultBytes(op)};
}

LogicalResult lowerCombined(Operation *op, int64_t axis, bool reverse, KernelBuilder &k, Combine combine) {
  auto start = [&](ArrayRef<Value> elements) { return widen(k.b, k.loc, elements[0]); };
  auto next = [&](Value accumulator, ArrayRef<Value> elements) {
    return combine(k.b, k.loc, accumulator, widen(k.b, k.loc, elements[0]));
  };
  return lowering::lowerCumulative(op, axis, reverse, {start, next}, k);
}

// cumlogsumexp

LogicalResult CumlogsumexpOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  auto logAddExp = [](long double x, long double y) {
    long double distance = x == y ? 0 : std::fabs(x - y); // equal infinities have no difference
    return std::isnan(distance) ? distance : std::fmax(x, y) + std::log1p(std::exp(-distance));
  };
  return evaluateCumulative(*this, axis(), getReverse(), operands[0], logAddExp, nullptr, results);
}

Cost CumlogsumexpOp::cost() { return cumulativeCost(*this, axis(), 3, 2); }

Value CumlogsumexpOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(element.getType()));
  Value equal = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, accumulator, element);
  Value greater = arith::MaximumFOp::create(b, loc, accumulator, element);
  Value less = arith::MinimumFOp::create(b, loc, accumulator, element);
  Value distance = arith::SelectOp::create(b, loc, equal, zero, arith::SubFOp::create(b, loc, less, greater));
  Value small = lowering::emitLog1p(b, loc, lowering::emitExp(b, loc, distance));
  return arith::AddFOp::create(b, loc, greater, small);
}

// linear_recurrence

LogicalResult LinearRecurrenceOp::evaluate(ArrayRef<Literal> operands, SmallVectorImpl<Literal> &results) {
  const Literal &factors = operands[0], &addends = operands[1];
  Literal result(addends.type());
  Type element = result.type().getElementType();
  std::vector<long double> reals(addends.floating() ? addends.size() : 0);
  forEachStep(result.type().getShape(), axis(), getReverse(), [&](int64_t here, int64_t before) {
    if (!result.floating()) {
      int64_t carried =
          before < 0 ? 0 : combineIntegers(Monoid::product, element, factors.integer(here), result.integer(before));
      return result.setInteger(here, combineIntegers(Monoid::sum, element, carried, addends.integer(here)));
    }
    reals[here] = addends.real(here);
    if (before >= 0)
      reals[here] += factors.real(here) * reals[before];
    result.setReal(here, reals[here]);
  });
  results.push_back(std::move(result));
  return success();
}

Cost LinearRecurrenceOp::cost() { return cumulativeCost(*this, axis(), 2); }

LogicalResult LinearRecurrenceOp::lowerKernel(KernelBuilder &k) {
  bool floating = isFloating(elementOf(getAddends()));
  auto start = [&](ArrayRef<Value> elements) { return widen(k.b, k.loc, elements[1]); };
  auto next = [&](Value accumulator, ArrayRef<Value> elements) -> Value {
    Value factor = widen(k.b, k.loc, elements[0]), addend = widen(k.b, k.loc, elements[1]);
    if (floating)
      return arith::AddFOp::create(k.b, k.loc, arith::MulFOp::create(k.b, k.loc, factor, accumulator), addend);
    return arith::AddIOp::create(k.b, k.loc, arith::MulIOp::create(k.b, k.loc, factor, accumulator), addend);
  };
  return lowering::lowerCumulative(*this, axis(), getReverse(), {start, next}, k);
}

} // namespace burin::ir
