// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ElementaryFunction.h"
#include "compiler/ops/TranscendentalOps.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <numbers>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Transcendental.cpp.inc"

namespace burin::ir {

// exp

LogicalResult ExpOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::exp(x); });
}

LogicalResult ExpOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &) { return getResult(); });
}

Value ExpOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitExp);
}

// exp2

LogicalResult Exp2Op::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::exp2(x); });
}

LogicalResult Exp2Op::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.mul(getResult(), e.scalar(std::numbers::ln2, getX())); });
}

Value Exp2Op::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitExp2);
}

// expm1

LogicalResult Expm1Op::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::expm1(x); });
}

LogicalResult Expm1Op::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.add(getResult(), e.scalar(1, getX())); });
}

Value Expm1Op::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitExpm1);
}

// log

LogicalResult LogOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::log(x); });
}

LogicalResult LogOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return e.div(t, getX()); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

Value LogOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitLog);
}

// log1p

LogicalResult Log1pOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::log1p(x); });
}

LogicalResult Log1pOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return e.div(t, e.add(getX(), e.scalar(1, getX()))); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

Value Log1pOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitLog1p);
}

// log2

LogicalResult Log2Op::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::log2(x); });
}

LogicalResult Log2Op::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return e.div(t, e.mul(getX(), e.scalar(std::numbers::ln2, getX()))); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

Value Log2Op::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitLog2);
}

// tanh

LogicalResult TanhOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::tanh(x); });
}

/// (1 - y) (1 + y), which unlike 1 - y^2 rounds the small difference only once.
LogicalResult TanhOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    Value one = e.scalar(1, getX());
    return e.mul(e.sub(one, getResult()), e.add(one, getResult()));
  });
}

Value TanhOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitTanh);
}

// logistic

LogicalResult LogisticOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return 1 / (1 + std::exp(-x)); });
}

LogicalResult LogisticOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.mul(getResult(), e.sub(e.scalar(1, getX()), getResult())); });
}

Value LogisticOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitLogistic);
}

// sqrt

LogicalResult SqrtOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::sqrt(x); });
}

LogicalResult SqrtOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.div(e.scalar(0.5, getX()), getResult()); });
}

Value SqrtOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerUnary(*this, r, index, [&](Value x) { return make<math::SqrtOp>(r, x); });
}

// rsqrt

LogicalResult RsqrtOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return 1 / std::sqrt(x); });
}

LogicalResult RsqrtOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.mul(e.scalar(-0.5, getX()), e.div(getResult(), getX())); });
}

Value RsqrtOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitRsqrt);
}

// cbrt

LogicalResult CbrtOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::cbrt(x); });
}

LogicalResult CbrtOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results,
                           [&](Emit &e) { return e.div(e.scalar(1.0 / 3, getX()), e.mul(getResult(), getResult())); });
}

Value CbrtOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitCbrt);
}

// erf

LogicalResult ErfOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::erf(x); });
}

/// 2 / sqrt(pi) exp(-x^2).
LogicalResult ErfOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    return e.mul(e.scalar(2 * std::numbers::inv_sqrtpi, getX()), e.exp(e.neg(e.mul(getX(), getX()))));
  });
}

Value ErfOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitErf);
}

// sin

LogicalResult SinOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::sin(x); });
}

LogicalResult SinOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.cos(getX()); });
}

Value SinOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitSin);
}

// cos

LogicalResult CosOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::cos(x); });
}

LogicalResult CosOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.neg(e.sin(getX())); });
}

Value CosOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitCos);
}

// pow

LogicalResult PowOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBinary(*this, operands, results, [](long double x, long double y) { return std::pow(x, y); });
}

/// y x^(y-1), 0 for y = 0 whatever x is.
static Value powFactorOfBase(Emit &e, Value x, Value y) {
  Value one = e.scalar(1, y), zero = e.scalar(0, y), isZero = e.compare(y, zero, "eq");
  Value power = e.pow(x, e.select(isZero, one, e.sub(y, one)));
  return e.select(isZero, zero, e.mul(y, power));
}

/// log(x) x^y, with log(1) at x = 0.
static Value powFactorOfExponent(Emit &e, Value x, Value power) {
  Value isZero = e.compare(x, e.scalar(0, x), "eq");
  return e.mul(e.log(e.select(isZero, e.scalar(1, x), x)), power);
}

LogicalResult PowOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto inX = [&](Emit &e, Value t) { return e.mul(t, powFactorOfBase(e, getX(), getY())); };
  auto inY = [&](Emit &e, Value t) { return e.mul(t, powFactorOfExponent(e, getX(), getResult())); };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(inX), TangentRule(inY)});
}

Value PowOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBinary(*this, r, index, [&](Value x, Value y) { return lowering::emitPow(r.b, r.loc, x, y); });
}

} // namespace burin::ir
