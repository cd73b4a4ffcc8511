// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ElementaryFunction.h"
#include "compiler/ops/SpecialOps.h"
#include "compiler/ops/SpecialReference.h"
#include "runtime/polygamma.h"

#include <cmath>
#include <numbers>

using namespace mlir;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Special.cpp.inc"

namespace burin::ir {

static Value polygamma(Emit &e, Value x, int64_t order) { return e.value("polygamma", x, e.number("order", order)); }

// erfc

LogicalResult ErfcOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::erfc(x); });
}

/// -2 / sqrt(pi) exp(-x^2).
LogicalResult ErfcOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    return e.mul(e.scalar(-2 * std::numbers::inv_sqrtpi, getX()), e.exp(e.neg(e.mul(getX(), getX()))));
  });
}

Value ErfcOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitErfc);
}

// erf_inv

LogicalResult ErfInvOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return referenceErfInv(x); });
}

/// sqrt(pi) / 2 exp(y^2).
LogicalResult ErfInvOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    return e.mul(e.scalar(0.5 / std::numbers::inv_sqrtpi, getX()), e.exp(e.mul(getResult(), getResult())));
  });
}

Value ErfInvOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitErfInv);
}

// lgamma

LogicalResult LgammaOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::lgamma(x); });
}

LogicalResult LgammaOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return e.value("digamma", getX()); });
}

Value LgammaOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitLgamma);
}

// digamma

LogicalResult DigammaOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return runtime::polygamma(0, x); });
}

LogicalResult DigammaOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return polygamma(e, getX(), 1); });
}

Value DigammaOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBy(*this, r, index, lowering::emitDigamma);
}

// polygamma

static constexpr int64_t greatestOrder = 32;

LogicalResult PolygammaOp::infer(Inference &inference) {
  if (getOrder() < 1 || getOrder() > greatestOrder)
    return inference.fail(Fault::unsupported, "order is " + std::to_string(getOrderAttr().getInt()) +
                                                  "; expected 1 to " + std::to_string(greatestOrder));
  return inferSameType(*this, Domain::floating, inference);
}

LogicalResult PolygammaOp::evaluate(Literals operands, Results<Literal> &results) {
  auto order = static_cast<int64_t>(getOrder());
  return evaluateUnary(*this, operands, results, [=](long double x) { return runtime::polygamma(order, x); });
}

LogicalResult PolygammaOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto next = static_cast<int64_t>(getOrder()) + 1;
  if (next > greatestOrder)
    return refuse(*this, "linearize", "derivatives of lgamma end with order 32 of polygamma");
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) { return polygamma(e, getX(), next); });
}

Value PolygammaOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  auto order = static_cast<int64_t>(getOrder());
  return lowerUnary(*this, r, index, [&](Value x) { return lowering::emitPolygamma(r.b, r.loc, x, order); });
}

} // namespace burin::ir
