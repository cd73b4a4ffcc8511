// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives of Cumulative.td. A cumulation y[i] = f(y[i - 1], x[i]) has the tangent
//   dy[i] = f1 dy[i - 1] + f2 dx[i],
// a linear recurrence: one pass, and exact where a closed form would divide by zero.
#include "compiler/ops/Cumulative.h"
#include "compiler/ops/CumulativeOps.h"
#include "compiler/ops/Movement.h"

#include <limits>

using namespace mlir;

namespace burin::ir {

static NamedAttribute reverseAttr(Emit &e, bool reverse) {
  return e.b.getNamedAttr("reverse", e.b.getBoolAttr(reverse));
}

static Value recurrence(Emit &e, Value factors, Value addends, int64_t axis, bool reverse) {
  return e.value("linear_recurrence", {factors, addends}, {e.number("axis", axis), reverseAttr(e, reverse)});
}

static Value scalarLike(Emit &e, double number, Value x) {
  return e.scalar(number, RankedTensorType::get({}, elementOf(x)));
}

/// The tangent from f1 and f2, which `partials` gives for the results before each place; `filler` stands before the
/// first.
template <class Op>
static LogicalResult linearizeCumulative(Op op, OpBuilder &b, Tangents tangents, Results<Value> &results, double filler,
                                         function_ref<std::pair<Value, Value>(Emit &e, Value before)> partials) {
  if (!tangents[0] || Emit::typeOf(op.getX()).getNumElements() == 0) {
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, op.getLoc());
  Value before = shiftedAlong(e, op.getResult(), op.axis(), op.getReverse(), scalarLike(e, filler, op.getX()));
  auto [ofBefore, ofElement] = partials(e, before);
  results.push_back(recurrence(e, ofBefore, e.mul(tangents[0], ofElement), op.axis(), op.getReverse()));
  return success();
}

// cumsum

LogicalResult CumsumOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeMovement(*this, b, tangents, results);
}

LogicalResult CumsumOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                                  MutableArrayRef<Value> results) {
  return transposeMovement(*this, b, cotangents, linear, results, [&](Emit &e, Value ct) {
    return e.value("cumsum", ct, {e.number("axis", axis()), reverseAttr(e, !getReverse())});
  });
}

// cumprod

LogicalResult CumprodOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeCumulative(*this, b, tangents, results, 1,
                             [&](Emit &, Value before) { return std::pair(getX(), before); });
}

// cummax, cummin: as max and min, which share the gradient of ties in halves

template <class Op>
static LogicalResult linearizeCumulativeExtremum(Op op, OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto partials = [&](Emit &e, Value before) {
    Value x = op.getX(), y = op.getResult();
    Value one = e.scalar(1, x), half = e.scalar(0.5, x), zero = e.scalar(0, x);
    Value isElement = e.compare(x, y, "eq"), isBefore = e.compare(before, y, "eq");
    return std::pair(e.select(isBefore, e.select(isElement, half, one), zero),
                     e.select(isElement, e.select(isBefore, half, one), zero));
  };
  // NaN equals nothing: the first result is the first element alone.
  return linearizeCumulative(op, b, tangents, results, std::numeric_limits<double>::quiet_NaN(), partials);
}

LogicalResult CummaxOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeCumulativeExtremum(*this, b, tangents, results);
}

LogicalResult CumminOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeCumulativeExtremum(*this, b, tangents, results);
}

// cumlogsumexp

/// exp(part - whole): 1 for equal infinities, and 0 where the whole is exp of nothing.
static Value shareOf(Emit &e, Value part, Value whole) {
  Value zero = e.zeros(e.typeOf(whole));
  Value nothing = e.compare(whole, e.scalar(-std::numeric_limits<double>::infinity(), whole), "eq");
  Value distance = e.select(e.compare(part, whole, "eq"), zero, e.sub(part, whole));
  return e.select(nothing, zero, e.exp(distance));
}

LogicalResult CumlogsumexpOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto partials = [&](Emit &e, Value before) {
    return std::pair(shareOf(e, before, getResult()), shareOf(e, getX(), getResult()));
  };
  return linearizeCumulative(*this, b, tangents, results, -std::numeric_limits<double>::infinity(), partials);
}

// linear_recurrence

LogicalResult LinearRecurrenceOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  Emit e(b, getLoc());
  Value sum = tangents[1];
  if (tangents[0] && Emit::typeOf(getResult()).getNumElements() > 0) {
    Value before = shiftedAlong(e, getResult(), axis(), getReverse(), scalarLike(e, 0, getResult()));
    sum = e.accumulate(sum, e.mul(tangents[0], before));
  }
  results.push_back(sum ? recurrence(e, getFactors(), sum, axis(), getReverse()) : nullptr);
  return success();
}

LogicalResult LinearRecurrenceOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                                            MutableArrayRef<Value> results) {
  if (linear[0])
    return refuse(*this, "transpose", "it is linear in its addends only; its linearization is linear in all");
  if (!linear[1] || !cotangents[0])
    return success();
  if (Emit::typeOf(getResult()).getNumElements() == 0) {
    results[1] = cotangents[0];
    return success();
  }
  Emit e(b, getLoc());
  Value next = shiftedAlong(e, getFactors(), axis(), !getReverse(), scalarLike(e, 0, getFactors()));
  results[1] = recurrence(e, next, cotangents[0], axis(), !getReverse());
  return success();
}

} // namespace burin::ir
