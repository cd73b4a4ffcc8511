// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/RoundingOps.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/APFloat.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

using namespace burin::ir; // the names that the records use
#define GET_OP_CLASSES
#include "compiler/ops/Rounding.cpp.inc"

namespace burin::ir {

// round

static bool tiesToEven(RoundOp op) { return op.getMode() == "to_nearest_even"; }

LogicalResult RoundOp::infer(Inference &inference) {
  if (!tiesToEven(*this) && getMode() != "away_from_zero")
    return inference.fail(Fault::unsupported,
                          "mode is '" + getMode().str() + "'; expected away_from_zero or to_nearest_even");
  return inferSameType(*this, Domain::floating, inference);
}

LogicalResult RoundOp::evaluate(Literals operands, Results<Literal> &results) {
  if (tiesToEven(*this))
    return evaluateUnary(*this, operands, results, [](long double x) { return std::nearbyint(x); });
  return evaluateUnary(*this, operands, results, [](long double x) { return std::round(x); });
}

Value RoundOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return lowerUnary(*this, r, index, [&](Value x) {
    return tiesToEven(*this) ? make<math::RoundEvenOp>(r, x) : make<math::RoundOp>(r, x);
  });
}

// reduce_precision

static const llvm::fltSemantics &formatOf(Value x) {
  return cast<FloatType>(Emit::typeOf(x).getElementType()).getFloatSemantics();
}

/// The bits of a format, and what remains of them.
struct Reduction {
  Reduction(Value x, int64_t exponentBits, int64_t mantissaBits)
      : width(Emit::typeOf(x).getElementTypeBitWidth()),
        mantissa(static_cast<int>(llvm::APFloat::semanticsPrecision(formatOf(x))) - 1), exponent(width - 1 - mantissa),
        keptMantissa(static_cast<int>(std::min<int64_t>(mantissaBits, mantissa))),
        keptExponent(static_cast<int>(std::min<int64_t>(exponentBits, exponent))) {}

  int bias() const { return (1 << (exponent - 1)) - 1; }
  /// The greatest exponent that remains; its negative is that of the first numbers that are flushed.
  int greatest() const { return (1 << (keptExponent - 1)) - 1; }

  int width, mantissa, exponent, keptMantissa, keptExponent;
};

LogicalResult ReducePrecisionOp::infer(Inference &inference) {
  int64_t exponentBits = getExponentBitsAttr().getInt(), mantissaBits = getMantissaBitsAttr().getInt();
  if (exponentBits < 1)
    return inference.fail(Fault::unsupported,
                          "exponent_bits is " + std::to_string(exponentBits) + "; expected at least 1");
  if (mantissaBits < 0)
    return inference.fail(Fault::unsupported,
                          "mantissa_bits is " + std::to_string(mantissaBits) + "; expected at least 0");
  return inferSameType(*this, Domain::floating, inference);
}

/// To the nearest integer, ties to the even pattern: without a mantissa that is the one of the even exponent.
static long double nearest(long double quotient, int exponent, const Reduction &to) {
  if (to.keptMantissa == 0 && std::fabs(quotient) == 1.5L)
    return std::copysign((exponent + to.bias()) % 2 ? 2.0L : 1.0L, quotient);
  return std::nearbyint(quotient);
}

static long double reduced(long double x, const Reduction &to) {
  if (x == 0 || !std::isfinite(x))
    return std::isnan(x) && to.keptMantissa == 0 ? std::numeric_limits<long double>::infinity() : x;
  int exponent = std::max(std::ilogb(x), 1 - to.bias()), unit = exponent - to.keptMantissa;
  long double rounded = std::ldexp(nearest(std::ldexp(x, -unit), exponent, to), unit);
  if (to.keptExponent == to.exponent)
    return rounded;
  if (rounded == 0 || std::ilogb(rounded) <= -to.greatest())
    return std::copysign(0.0L, x);
  return std::ilogb(rounded) > to.greatest() ? std::copysign(std::numeric_limits<long double>::infinity(), x) : rounded;
}

LogicalResult ReducePrecisionOp::evaluate(Literals operands, Results<Literal> &results) {
  Reduction to(getX(), getExponentBits(), getMantissaBits());
  return evaluateUnary(*this, operands, results, [&](long double x) { return reduced(x, to); });
}

static Value reducePrecision(Emit &e, Value x, ReducePrecisionOp like) {
  return e.value("reduce_precision", x, like->getAttrDictionary().getValue());
}

/// Linear up to rounding, as in JAX: tangents are held in the same format.
LogicalResult ReducePrecisionOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return reducePrecision(e, t, *this); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

LogicalResult ReducePrecisionOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                                           MutableArrayRef<Value> results) {
  auto rule = [&](Emit &e, Value ct) { return reducePrecision(e, ct, *this); };
  return transposeElementwise(*this, b, cotangents, linear, results, CotangentRule(rule));
}

namespace {

/// On the pattern of a number, in a format's own width.
class Pattern {
public:
  Pattern(ElementReader &reader, Value x, Reduction reduction) : r(reader), to(reduction), pattern(bitsOf(x)) {}

  /// Adding just below half of the last place that remains, and its bit; a carry goes to the exponent.
  void roundMantissa() {
    int dropped = to.mantissa - to.keptMantissa;
    if (dropped == 0)
      return;
    Value last = make<arith::AndIOp>(r, make<arith::ShRUIOp>(r, pattern, number(dropped)), number(1));
    Value bias = make<arith::AddIOp>(r, last, number((int64_t{1} << (dropped - 1)) - 1));
    pattern = make<arith::AndIOp>(r, make<arith::AddIOp>(r, pattern, bias), number(-(int64_t{1} << dropped)));
  }

  void limitExponent() {
    if (to.keptExponent == to.exponent)
      return;
    int64_t exponents = ((int64_t{1} << to.exponent) - 1) << to.mantissa;
    Value own = make<arith::AndIOp>(r, pattern, number(exponents));
    auto limit = [&](int biased) { return number(int64_t{biased} << to.mantissa); };
    Value above = compareIntegers(r, CmpIPredicate::ugt, own, limit(to.bias() + to.greatest()));
    Value below = compareIntegers(r, CmpIPredicate::ule, own, limit(to.bias() - to.greatest()));
    Value zero = make<arith::AndIOp>(r, pattern, number(int64_t{-1} << (to.width - 1)));
    pattern = choose(r, above, make<arith::OrIOp>(r, zero, number(exponents)), pattern);
    pattern = choose(r, below, zero, pattern);
  }

  Value asReal(Type type) { return make<arith::BitcastOp>(r, type, pattern); }

private:
  Value bitsOf(Value x) { return make<arith::BitcastOp>(r, r.b.getIntegerType(to.width), x); }
  Value number(int64_t value) { return scalarInteger(r, value, pattern.getType()); }

  ElementReader &r;
  Reduction to;
  Value pattern;
};

} // namespace

Value ReducePrecisionOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Value x = r.read(0, index), wide = widen(r, x);
  Reduction to(getX(), getExponentBits(), getMantissaBits());
  Pattern pattern(r, x, to);
  pattern.roundMantissa();
  pattern.limitExponent();
  Value isNaN = compareReals(r, CmpFPredicate::UNO, wide, wide);
  Value nan = to.keptMantissa ? x : scalarReal(r, std::numeric_limits<double>::infinity(), x.getType());
  return choose(r, isNaN, nan, pattern.asReal(x.getType()));
}

// nextafter

static long double neighbour(long double x, long double y, const llvm::fltSemantics &format) {
  if (std::isnan(x) || std::isnan(y))
    return std::numeric_limits<long double>::quiet_NaN();
  if (x == y)
    return y;
  llvm::APFloat value(static_cast<double>(x));
  bool inexact;
  value.convert(format, llvm::APFloat::rmNearestTiesToEven, &inexact);
  value.next(/*nextDown=*/y < x);
  return value.convertToDouble();
}

LogicalResult NextafterOp::evaluate(Literals operands, Results<Literal> &results) {
  const llvm::fltSemantics &format = formatOf(getX());
  return evaluateBinary(*this, operands, results,
                        [&](long double x, long double y) { return neighbour(x, y, format); });
}

LogicalResult NextafterOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  results.push_back(tangents[0]);
  return success();
}

/// Patterns of one sign are ordered like the numbers, so that the next one differs by 1.
Value NextafterOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Value x = r.read(0, index), y = r.read(1, index), a = widen(r, x), b = widen(r, y);
  Type bits = r.b.getIntegerType(x.getType().getIntOrFloatBitWidth());
  auto number = [&](int64_t value) { return scalarInteger(r, value, bits); };
  Value zero = scalarReal(r, 0, a.getType()), pattern = make<arith::BitcastOp>(r, bits, x);
  Value upwards = compareReals(r, CmpFPredicate::OLT, a, b), positive = compareReals(r, CmpFPredicate::OGT, a, zero);
  Value grows = compareIntegers(r, CmpIPredicate::eq, upwards, positive);
  Value stepped = make<arith::AddIOp>(r, pattern, choose(r, grows, number(1), number(-1)));
  Value signOfY = make<arith::AndIOp>(r, make<arith::BitcastOp>(r, bits, y),
                                      number(int64_t{-1} << (bits.getIntOrFloatBitWidth() - 1)));
  Value least = make<arith::OrIOp>(r, signOfY, number(1));
  Value moved = choose(r, compareReals(r, CmpFPredicate::OEQ, a, zero), least, stepped);
  Value result = choose(r, compareReals(r, CmpFPredicate::OEQ, a, b), y, make<arith::BitcastOp>(r, x.getType(), moved));
  Value nan = narrow(r, make<arith::AddFOp>(r, a, b), x.getType());
  return choose(r, compareReals(r, CmpFPredicate::UNO, a, b), nan, result);
}

} // namespace burin::ir
