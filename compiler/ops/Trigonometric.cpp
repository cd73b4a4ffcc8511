// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ElementaryFunction.h"
#include "compiler/ops/TrigonometricOps.h"

#include <cmath>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Trigonometric.cpp.inc"

namespace burin::ir {

/// 1 + x^2
static Value onePlusSquare(Emit &e, Value x) { return e.add(e.scalar(1, x), e.mul(x, x)); }
/// (1 - x) (1 + x), which unlike 1 - x^2 keeps the digits of a small difference.
static Value oneMinusSquare(Emit &e, Value x) {
  Value one = e.scalar(1, x);
  return e.mul(e.sub(one, x), e.add(one, x));
}

// tan

LogicalResult TanOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::tan(x); });
}

LogicalResult TanOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return onePlusSquare(e, getResult()); });
}

Value TanOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitTan);
}

// asin

LogicalResult AsinOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::asin(x); });
}

LogicalResult AsinOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.rsqrt(oneMinusSquare(e, getX())); });
}

Value AsinOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitAsin);
}

// acos

LogicalResult AcosOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::acos(x); });
}

LogicalResult AcosOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.neg(e.rsqrt(oneMinusSquare(e, getX()))); });
}

Value AcosOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitAcos);
}

// atan

LogicalResult AtanOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::atan(x); });
}

LogicalResult AtanOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return e.div(t, onePlusSquare(e, getX())); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

Value AtanOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitAtan);
}

// atan2

LogicalResult Atan2Op::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBinary(*this, operands, results, [](long double y, long double x) { return std::atan2(y, x); });
}

LogicalResult Atan2Op::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto square = [&](Emit &e) { return e.add(e.mul(getX(), getX()), e.mul(getY(), getY())); };
  auto inY = [&](Emit &e, Value t) { return e.mul(t, e.div(getX(), square(e))); };
  auto inX = [&](Emit &e, Value t) { return e.mul(t, e.div(e.neg(getY()), square(e))); };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(inY), TangentRule(inX)});
}

Value Atan2Op::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBinary(*this, r, index, [&](Value y, Value x) { return lowering::emitAtan2(r.b, r.loc, y, x); });
}

// sinh

LogicalResult SinhOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::sinh(x); });
}

LogicalResult SinhOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.value("cosh", getX()); });
}

Value SinhOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitSinh);
}

// cosh

LogicalResult CoshOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::cosh(x); });
}

LogicalResult CoshOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.value("sinh", getX()); });
}

Value CoshOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitCosh);
}

// asinh

LogicalResult AsinhOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::asinh(x); });
}

LogicalResult AsinhOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.rsqrt(onePlusSquare(e, getX())); });
}

Value AsinhOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitAsinh);
}

// acosh

LogicalResult AcoshOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::acosh(x); });
}

LogicalResult AcoshOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  // +0 at 1, where the slope is infinite.
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    Value one = e.scalar(1, getX());
    return e.rsqrt(e.mul(e.sub(getX(), one), e.add(getX(), one)));
  });
}

Value AcoshOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitAcosh);
}

// atanh

LogicalResult AtanhOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::atanh(x); });
}

LogicalResult AtanhOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return e.div(t, oneMinusSquare(e, getX())); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

Value AtanhOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitAtanh);
}

} // namespace burin::ir
