// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/ElementwiseOps.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

namespace burin::ir {

// neg

LogicalResult NegOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(
      *this, operands, results, [](long double x) { return -x; },
      [](int64_t x) { return static_cast<int64_t>(-static_cast<uint64_t>(x)); });
}

LogicalResult NegOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [](Emit &e, Value t) { return e.neg(t); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

LogicalResult NegOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                               MutableArrayRef<Value> results) {
  auto rule = [](Emit &e, Value ct) { return e.neg(ct); };
  return transposeElementwise(*this, b, cotangents, linear, results, CotangentRule(rule));
}

Value NegOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerUnary(
      *this, r, index, [&](Value x) { return make<arith::NegFOp>(r, x); },
      [&](Value x) { return make<arith::SubIOp>(r, scalarInteger(r, 0, x.getType()), x); });
}

// abs

LogicalResult AbsOp::evaluate(Literals operands, Results<Literal> &results) {
  bool isUnsigned = hasUnsignedOperands(*this);
  return evaluateUnary(
      *this, operands, results, [](long double x) { return std::fabs(x); },
      [&](int64_t x) { return x < 0 && !isUnsigned ? static_cast<int64_t>(-static_cast<uint64_t>(x)) : x; });
}

LogicalResult AbsOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    Value notNegative = e.compare(getX(), e.scalar(0, getX()), "ge");
    return e.select(notNegative, e.scalar(1, getX()), e.scalar(-1, getX()));
  });
}

Value AbsOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  auto integer = [&](Value x) {
    Value zero = scalarInteger(r, 0, x.getType());
    Value negative = compareIntegers(r, CmpIPredicate::slt, x, zero);
    return hasUnsignedOperands(*this) ? x : choose(r, negative, make<arith::SubIOp>(r, zero, x), x);
  };
  return lowerUnary(*this, r, index, [&](Value x) { return make<math::AbsFOp>(r, x); }, integer);
}

// sign

LogicalResult SignOp::evaluate(Literals operands, Results<Literal> &results) {
  bool isUnsigned = hasUnsignedOperands(*this);
  return evaluateUnary(
      *this, operands, results, [](long double x) { return x > 0   ? 1
                                                           : x < 0 ? -1
                                                                   : x; },
      [&](int64_t x) { return isUnsigned ? x != 0 : (x > 0) - (x < 0); });
}

Value SignOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  auto real = [&](Value x) {
    auto number = [&](double value) { return scalarReal(r, value, x.getType()); };
    Value orLess = choose(r, compareReals(r, CmpFPredicate::OLT, x, number(0)), number(-1), x);
    return choose(r, compareReals(r, CmpFPredicate::OGT, x, number(0)), number(1), orLess);
  };
  auto integer = [&](Value x) {
    auto number = [&](int64_t value) { return scalarInteger(r, value, x.getType()); };
    Value nonzero = choose(r, compareIntegers(r, CmpIPredicate::ne, x, number(0)), number(1), number(0));
    Value negative = compareIntegers(r, CmpIPredicate::slt, x, number(0));
    return hasUnsignedOperands(*this) ? nonzero : choose(r, negative, number(-1), nonzero);
  };
  return lowerUnary(*this, r, index, real, integer);
}

// floor

LogicalResult FloorOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::floor(x); });
}

Value FloorOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerUnary(*this, r, index, [&](Value x) { return make<math::FloorOp>(r, x); });
}

// ceil

LogicalResult CeilOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateUnary(*this, operands, results, [](long double x) { return std::ceil(x); });
}

Value CeilOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerUnary(*this, r, index, [&](Value x) { return make<math::CeilOp>(r, x); });
}

// add

static int64_t wrappingAdd(int64_t x, int64_t y) {
  return static_cast<int64_t>(static_cast<uint64_t>(x) + static_cast<uint64_t>(y));
}
static int64_t wrappingSub(int64_t x, int64_t y) {
  return static_cast<int64_t>(static_cast<uint64_t>(x) - static_cast<uint64_t>(y));
}
static int64_t wrappingMul(int64_t x, int64_t y) {
  return static_cast<int64_t>(static_cast<uint64_t>(x) * static_cast<uint64_t>(y));
}

LogicalResult AddOp::evaluate(Literals operands, Results<Literal> &results) {
  bool logical = isBool(getX().getType().getElementType());
  return evaluateBinary(
      *this, operands, results, [](long double x, long double y) { return x + y; },
      [&](int64_t x, int64_t y) { return logical ? x | y : wrappingAdd(x, y); });
}

LogicalResult AddOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [](Emit &, Value t) { return t; };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(rule), TangentRule(rule)});
}

LogicalResult AddOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                               MutableArrayRef<Value> results) {
  auto rule = [](Emit &, Value ct) { return ct; };
  return transposeElementwise(*this, b, cotangents, linear, results, {CotangentRule(rule), CotangentRule(rule)});
}

Value AddOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  auto integer = [&](Value x, Value y) {
    return isBool(x.getType()) ? make<arith::OrIOp>(r, x, y) : make<arith::AddIOp>(r, x, y);
  };
  return lowerBinary(*this, r, index, [&](Value x, Value y) { return make<arith::AddFOp>(r, x, y); }, integer);
}

// sub

LogicalResult SubOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBinary(*this, operands, results, [](long double x, long double y) { return x - y; }, wrappingSub);
}

LogicalResult SubOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  Emit e(b, getLoc());
  if (tangents[0] && tangents[1])
    results.push_back(e.sub(tangents[0], tangents[1]));
  else
    results.push_back(tangents[1] ? e.neg(tangents[1]) : tangents[0]);
  return success();
}

LogicalResult SubOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                               MutableArrayRef<Value> results) {
  auto same = [](Emit &, Value ct) { return ct; };
  auto negated = [](Emit &e, Value ct) { return e.neg(ct); };
  return transposeElementwise(*this, b, cotangents, linear, results, {CotangentRule(same), CotangentRule(negated)});
}

Value SubOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBinary(
      *this, r, index, [&](Value x, Value y) { return make<arith::SubFOp>(r, x, y); },
      [&](Value x, Value y) { return make<arith::SubIOp>(r, x, y); });
}

// mul

LogicalResult MulOp::evaluate(Literals operands, Results<Literal> &results) {
  return evaluateBinary(*this, operands, results, [](long double x, long double y) { return x * y; }, wrappingMul);
}

LogicalResult MulOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto inX = [&](Emit &e, Value t) { return e.mul(t, getY()); };
  auto inY = [&](Emit &e, Value t) { return e.mul(t, getX()); };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(inX), TangentRule(inY)});
}

LogicalResult MulOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                               MutableArrayRef<Value> results) {
  if (linear[0] && linear[1])
    return refuse(*this, "transpose", "a product of two linear values is not linear");
  auto inX = [&](Emit &e, Value ct) { return e.mul(ct, getY()); };
  auto inY = [&](Emit &e, Value ct) { return e.mul(ct, getX()); };
  return transposeElementwise(*this, b, cotangents, linear, results, {CotangentRule(inX), CotangentRule(inY)});
}

Value MulOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerBinary(
      *this, r, index, [&](Value x, Value y) { return make<arith::MulFOp>(r, x, y); },
      [&](Value x, Value y) { return make<arith::MulIOp>(r, x, y); });
}

} // namespace burin::ir
