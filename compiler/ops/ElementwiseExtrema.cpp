// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/ElementwiseOps.h"
#include "compiler/ops/Monoid.h"
#include "compiler/ops/Movement.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <limits>

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

namespace burin::ir {

/// 1 where the operand is the result alone, half where both are, else 0.
static LogicalResult linearizeExtremum(Operation *op, OpBuilder &b, Tangents tangents, Results<Value> &results,
                                       StringRef direction) {
  Value x = op->getOperand(0), y = op->getOperand(1);
  auto share = [&](Emit &e, Value mine, Value other) {
    Value alone = e.convert(e.compare(mine, other, direction), e.typeOf(mine).getElementType());
    return e.select(e.compare(mine, other, "eq"), e.scalar(0.5, mine), alone);
  };
  auto inX = [&](Emit &e, Value t) { return e.mul(t, share(e, x, y)); };
  auto inY = [&](Emit &e, Value t) { return e.mul(t, share(e, y, x)); };
  return linearizeElementwise(op, b, tangents, results, {TangentRule(inX), TangentRule(inY)});
}

static LogicalResult evaluateExtremum(Operation *op, Monoid monoid, Literals operands, Results<Literal> &results) {
  Type element = elementOf(op->getOperand(0));
  return evaluateBinary(
      op, operands, results, [&](long double x, long double y) { return combineReals(monoid, x, y); },
      [&](int64_t x, int64_t y) { return combineIntegers(monoid, element, x, y); });
}

static Value lowerExtremum(Operation *op, Monoid monoid, ElementReader &r, ValueRange index) {
  Type element = elementOf(op->getOperand(0));
  auto combine = [&](Value x, Value y) { return emitCombine(monoid, r.b, r.loc, element, x, y); };
  return lowerBinary(op, r, index, combine, combine);
}

// max

LogicalResult MaxOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateExtremum(*this, Monoid::max, operands, results);
}

LogicalResult MaxOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeExtremum(*this, b, tangents, results, "gt");
}

Value MaxOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerExtremum(*this, Monoid::max, r, index);
}

// min

LogicalResult MinOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateExtremum(*this, Monoid::min, operands, results);
}

LogicalResult MinOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeExtremum(*this, b, tangents, results, "lt");
}

Value MinOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerExtremum(*this, Monoid::min, r, index);
}

// clamp

LogicalResult ClampOp::evaluate(Literals operands, Results<Literal> &results) {
  Literal result(getResult().getType());
  const Literal &low = operands[0], &x = operands[1], &high = operands[2];
  Type element = result.type().getElementType();
  auto integer = [&](Monoid monoid, int64_t x, int64_t y) { return combineIntegers(monoid, element, x, y); };
  for (int64_t i = 0; i < result.size(); ++i)
    if (result.floating())
      result.setReal(i, combineReals(Monoid::min, combineReals(Monoid::max, x.real(i), low.real(i)), high.real(i)));
    else
      result.setInteger(i, integer(Monoid::min, integer(Monoid::max, x.integer(i), low.integer(i)), high.integer(i)));
  results.push_back(std::move(result));
  return success();
}

/// Each tangent passes where its operand alone is the result (JAX's lax.clamp).
LogicalResult ClampOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto where = [](Emit &e, Value condition, Value t) { return e.select(condition, t, e.zeros(e.typeOf(t))); };
  auto inLow = [&](Emit &e, Value t) {
    return where(e, e.logicalAnd(e.compare(getMin(), getX(), "gt"), e.compare(getMin(), getMax(), "lt")), t);
  };
  auto inX = [&](Emit &e, Value t) {
    return where(e, e.logicalAnd(e.compare(getX(), getMin(), "gt"), e.compare(getX(), getMax(), "lt")), t);
  };
  auto inHigh = [&](Emit &e, Value t) { return where(e, e.compare(getMax(), getX(), "lt"), t); };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(inLow), TangentRule(inX), TangentRule(inHigh)});
}

Value ClampOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Value low = widen(r, r.read(0, index)), x = widen(r, r.read(1, index)), high = widen(r, r.read(2, index));
  Type element = elementOf(getX());
  auto combine = [&](Monoid monoid, Value x, Value y) { return emitCombine(monoid, r.b, r.loc, element, x, y); };
  Value clamped = combine(Monoid::min, combine(Monoid::max, x, low), high);
  return narrow(r, clamped, element);
}

// is_finite

LogicalResult IsFiniteOp::infer(Inference &inference) {
  if (failed(checkOperands(getX(), Domain::floating, inference)))
    return failure();
  inference.result(getX().getType().getShape(), IntegerType::get(getContext(), 1));
  return success();
}

LogicalResult IsFiniteOp::evaluate(Literals operands, Results<Literal> &results) {
  Literal result(getResult().getType());
  for (int64_t i = 0; i < result.size(); ++i)
    result.setInteger(i, std::isfinite(operands[0].real(i)));
  results.push_back(std::move(result));
  return success();
}

Value IsFiniteOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Value magnitude = make<math::AbsFOp>(r, widen(r, r.read(0, index)));
  Value infinity = scalarReal(r, std::numeric_limits<double>::infinity(), magnitude.getType());
  return compareReals(r, CmpFPredicate::OLT, magnitude, infinity);
}

// compare

/// What a direction means for each kind of element.
struct Direction {
  StringRef name;
  CmpFPredicate real;
  CmpIPredicate isSigned, isUnsigned;
  bool less, equal, greater, unordered;
};

static const Direction directions[] = {
    {"eq", CmpFPredicate::OEQ, CmpIPredicate::eq, CmpIPredicate::eq, false, true, false, false},
    {"ne", CmpFPredicate::UNE, CmpIPredicate::ne, CmpIPredicate::ne, true, false, true, true},
    {"lt", CmpFPredicate::OLT, CmpIPredicate::slt, CmpIPredicate::ult, true, false, false, false},
    {"le", CmpFPredicate::OLE, CmpIPredicate::sle, CmpIPredicate::ule, true, true, false, false},
    {"gt", CmpFPredicate::OGT, CmpIPredicate::sgt, CmpIPredicate::ugt, false, false, true, false},
    {"ge", CmpFPredicate::OGE, CmpIPredicate::sge, CmpIPredicate::uge, false, true, true, false},
};

static const Direction *findDirection(StringRef name) {
  const auto *found = llvm::find_if(directions, [&](const Direction &direction) { return direction.name == name; });
  return found == std::end(directions) ? nullptr : found;
}

LogicalResult CompareOp::infer(Inference &inference) {
  if (!findDirection(getDirection()))
    return inference.fail(Fault::unsupported,
                          "direction is '" + getDirection().str() + "'; expected eq, ne, lt, le, gt or ge");
  if (failed(checkOperands(getOperands(), Domain::any, inference)))
    return failure();
  inference.result(getX().getType().getShape(), IntegerType::get(getContext(), 1));
  return success();
}

static bool isLess(int64_t x, int64_t y, bool isUnsigned) {
  return isUnsigned ? static_cast<uint64_t>(x) < static_cast<uint64_t>(y) : x < y;
}

LogicalResult CompareOp::evaluate(Literals operands, Results<Literal> &results) {
  const Direction &direction = *findDirection(getDirection());
  Literal result(getResult().getType());
  for (int64_t i = 0; i < result.size(); ++i)
    if (operands[0].floating()) {
      long double x = operands[0].real(i), y = operands[1].real(i);
      result.setInteger(i, x < y    ? direction.less
                           : x > y  ? direction.greater
                           : x == y ? direction.equal
                                    : direction.unordered);
    } else {
      int64_t x = operands[0].integer(i), y = operands[1].integer(i);
      bool less = isLess(x, y, hasUnsignedOperands(*this));
      result.setInteger(i, x == y ? direction.equal : less ? direction.less : direction.greater);
    }
  results.push_back(std::move(result));
  return success();
}

Value CompareOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  const Direction &direction = *findDirection(getDirection());
  Value x = widen(r, r.read(0, index)), y = widen(r, r.read(1, index));
  if (isFloating(x.getType()))
    return compareReals(r, direction.real, x, y);
  return compareIntegers(r, hasUnsignedOperands(*this) ? direction.isUnsigned : direction.isSigned, x, y);
}

} // namespace burin::ir
