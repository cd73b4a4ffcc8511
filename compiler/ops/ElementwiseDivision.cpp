// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/ElementwiseOps.h"

#include <bit>
#include <cmath>
#include <cstdlib>

using namespace mlir;
using arith::CmpIPredicate;

namespace burin::ir {

/// x / -1 and rem(x, -1) are -x and 0: the quotient of the least value and -1 does not exist.
static int64_t quotient(int64_t x, int64_t y, bool isUnsigned) {
  if (y == 0)
    return -1;
  if (isUnsigned)
    return static_cast<int64_t>(static_cast<uint64_t>(x) / static_cast<uint64_t>(y));
  return y == -1 ? static_cast<int64_t>(-static_cast<uint64_t>(x)) : x / y;
}

static int64_t remainder(int64_t x, int64_t y, bool isUnsigned) {
  if (y == 0)
    return x;
  if (isUnsigned)
    return static_cast<int64_t>(static_cast<uint64_t>(x) % static_cast<uint64_t>(y));
  return y == -1 ? 0 : x % y;
}

/// A divisor with which no processor traps, and the tests for those that would.
struct SafeDivisor {
  SafeDivisor(ElementReader &r, Value y) {
    Value one = scalarInteger(r, 1, y.getType());
    isZero = compareIntegers(r, CmpIPredicate::eq, y, scalarInteger(r, 0, y.getType()));
    isMinusOne = compareIntegers(r, CmpIPredicate::eq, y, scalarInteger(r, -1, y.getType()));
    notZero = choose(r, isZero, one, y);
    notZeroOrMinusOne = choose(r, isMinusOne, one, notZero);
  }
  Value isZero, isMinusOne, notZero, notZeroOrMinusOne;
};

// div

LogicalResult DivOp::evaluate(Literals operands, Results<Literal> &results) {
  bool isUnsigned = hasUnsignedOperands(*this);
  return evaluateBinary(
      *this, operands, results, [](long double x, long double y) { return x / y; },
      [&](int64_t x, int64_t y) { return quotient(x, y, isUnsigned); });
}

LogicalResult DivOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto inX = [&](Emit &e, Value t) { return e.div(t, getY()); };
  auto inY = [&](Emit &e, Value t) { return e.mul(t, e.neg(e.div(getResult(), getY()))); };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(inX), TangentRule(inY)});
}

LogicalResult DivOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                               MutableArrayRef<Value> results) {
  auto inX = [&](Emit &e, Value ct) { return e.div(ct, getY()); };
  return transposeElementwise(*this, b, cotangents, linear, results, {CotangentRule(inX), CotangentRule()});
}

Value DivOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  auto integer = [&](Value x, Value y) {
    SafeDivisor safe(r, y);
    Value allOnes = scalarInteger(r, -1, x.getType());
    if (hasUnsignedOperands(*this))
      return choose(r, safe.isZero, allOnes, make<arith::DivUIOp>(r, x, safe.notZero));
    Value negated = make<arith::SubIOp>(r, scalarInteger(r, 0, x.getType()), x);
    Value ratio = choose(r, safe.isMinusOne, negated, make<arith::DivSIOp>(r, x, safe.notZeroOrMinusOne));
    return choose(r, safe.isZero, allOnes, ratio);
  };
  return lowerBinary(*this, r, index, [&](Value x, Value y) { return make<arith::DivFOp>(r, x, y); }, integer);
}

// rem

LogicalResult RemOp::evaluate(Literals operands, Results<Literal> &results) {
  bool isUnsigned = hasUnsignedOperands(*this);
  return evaluateBinary(
      *this, operands, results, [](long double x, long double y) { return std::fmod(x, y); },
      [&](int64_t x, int64_t y) { return remainder(x, y, isUnsigned); });
}

LogicalResult RemOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto inX = [](Emit &, Value t) { return t; };
  auto inY = [&](Emit &e, Value t) {
    Value ratio = e.div(getX(), getY());
    return e.mul(t, e.neg(e.mul(e.sign(ratio), e.value("floor", e.abs(ratio)))));
  };
  return linearizeElementwise(*this, b, tangents, results, {TangentRule(inX), TangentRule(inY)});
}

Value RemOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  auto integer = [&](Value x, Value y) {
    SafeDivisor safe(r, y);
    Value rest = hasUnsignedOperands(*this) ? make<arith::RemUIOp>(r, x, safe.notZero)
                                            : make<arith::RemSIOp>(r, x, safe.notZeroOrMinusOne);
    return choose(r, safe.isZero, x, rest);
  };
  return lowerBinary(*this, r, index, [&](Value x, Value y) { return make<arith::RemFOp>(r, x, y); }, integer);
}

// integer_pow

static int64_t wrappingPower(int64_t x, uint64_t exponent) {
  uint64_t power = 1, square = static_cast<uint64_t>(x);
  for (; exponent; exponent >>= 1, square *= square)
    if (exponent & 1)
      power *= square;
  return static_cast<int64_t>(power);
}

LogicalResult IntegerPowOp::infer(Inference &inference) {
  Type element = getX().getType().getElementType();
  if (isFloating(element) || isBool(element) || static_cast<int64_t>(getExponent()) >= 0)
    return inferSameType(*this, Domain::numeric, inference);
  return inference.fail(Fault::dtype, "exponent " + std::to_string(static_cast<int64_t>(getExponent())) +
                                          " of an operand of dtype " + dtypeText(element) +
                                          "; expected a floating dtype for negative exponents");
}

LogicalResult IntegerPowOp::evaluate(Literals operands, Results<Literal> &results) {
  int64_t exponent = getExponent();
  return evaluateUnary(
      *this, operands, results, [&](long double x) { return std::pow(x, static_cast<long double>(exponent)); },
      [&](int64_t x) { return wrappingPower(x, exponent); });
}

LogicalResult IntegerPowOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  int64_t exponent = getExponent();
  if (exponent == 0 || exponent == 1) {
    results.push_back(exponent ? tangents[0] : Value());
    return success();
  }
  return linearizeByFactor(*this, b, tangents, results, [&](Emit &e) {
    return e.mul(e.scalar(static_cast<double>(exponent), getX()), e.integerPow(getX(), exponent - 1));
  });
}

uint64_t flopsPerElement(IntegerPowOp op) {
  auto exponent = static_cast<int64_t>(op.getExponent());
  uint64_t magnitude = std::llabs(exponent);
  uint64_t products = magnitude < 2 ? 0 : std::bit_width(magnitude) - 1 + std::popcount(magnitude) - 1;
  return products + (exponent < 0);
}

Value IntegerPowOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  int64_t exponent = getExponent();
  auto power = [&](Value x, Value one, auto product) {
    Value result, square = x;
    for (uint64_t rest = std::llabs(exponent); rest; rest >>= 1) {
      if (rest & 1)
        result = result ? product(result, square) : square;
      square = rest > 1 ? product(square, square) : square;
    }
    return result ? result : one;
  };
  auto real = [&](Value x) {
    Value one = scalarReal(r, 1, x.getType());
    Value positive = power(x, one, [&](Value u, Value v) { return make<arith::MulFOp>(r, u, v); });
    return exponent < 0 ? make<arith::DivFOp>(r, one, positive) : positive;
  };
  auto integer = [&](Value x) {
    return power(x, scalarInteger(r, 1, x.getType()), [&](Value u, Value v) { return make<arith::MulIOp>(r, u, v); });
  };
  return lowerUnary(*this, r, index, real, integer);
}

} // namespace burin::ir
