// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations of Reduce.td that choose one of the elements: reduce_max and reduce_min.
#include "compiler/ops/Movement.h"
#include "compiler/ops/Precision.h"
#include "compiler/ops/Reduce.h"
#include "compiler/ops/ReduceOps.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace burin::ir {

// What the two share

static bool isUnsignedOrBool(Type element) { return isUnsigned(element) || isBool(element); }

static bool isLess(int64_t x, int64_t y, bool asUnsigned) {
  return asUnsigned ? static_cast<uint64_t>(x) < static_cast<uint64_t>(y) : x < y;
}

/// The identity of an integer extremum: the least value for a maximum, the greatest for a minimum.
static APInt integerThatLoses(Type element, bool wantsMax) {
  unsigned bits = element.getIntOrFloatBitWidth();
  if (isUnsignedOrBool(element))
    return wantsMax ? APInt(bits, 0) : APInt::getMaxValue(bits);
  return wantsMax ? APInt::getSignedMinValue(bits) : APInt::getSignedMaxValue(bits);
}

LogicalResult evaluateReducedExtremum(Operation *op, ArrayRef<int64_t> axes, const Literal &x, bool wantsMax,
                                      SmallVectorImpl<Literal> &results) {
  auto real = [=](long double acc, long double y) {
    if (std::isnan(acc) || std::isnan(y))
      return std::numeric_limits<long double>::quiet_NaN();
    if (acc == y) // zeros of both signs
      return std::signbit(acc) == wantsMax ? y : acc;
    return (acc < y) == wantsMax ? y : acc;
  };
  Type element = x.type().getElementType();
  bool asUnsigned = isUnsignedOrBool(element);
  auto integer = [=](int64_t acc, int64_t y) { return isLess(acc, y, asUnsigned) == wantsMax ? y : acc; };
  APInt identity = integerThatLoses(element, wantsMax); // extended to 64 bits as in a Literal
  int64_t start = asUnsigned ? static_cast<int64_t>(identity.getZExtValue()) : identity.getSExtValue();
  long double infinity = std::numeric_limits<long double>::infinity();
  return evaluateReduction(op, axes, x, wantsMax ? -infinity : infinity, real, start, integer, results);
}

LogicalResult linearizeReducedExtremum(Operation *op, ArrayRef<int64_t> axes, OpBuilder &b, ArrayRef<Value> tangents,
                                       SmallVectorImpl<Value> &results) {
  // The extremum of nothing is a constant.
  if (!tangents[0] || Emit::typeOf(op->getOperand(0)).getNumElements() == 0) {
    results.push_back(nullptr);
    return success();
  }
  Emit e(b, op->getLoc());
  Value x = op->getOperand(0), chosen = e.compare(x, spread(e, op->getResult(0), x, axes), "eq");
  Value ties = e.reduceSum(e.convert(chosen, elementOf(x)), axes);
  Value sum = e.reduceSum(e.select(chosen, tangents[0], e.zeros(e.typeOf(x))), axes);
  results.push_back(e.div(sum, ties));
  return success();
}

Value identityOfReducedExtremum(OpBuilder &b, Location loc, Type element, bool wantsMax) {
  if (isFloating(element))
    return realIdentity(b, loc, element, wantsMax ? -INFINITY : INFINITY);
  return integerIdentity(b, loc, integerThatLoses(element, wantsMax));
}

// reduce_max

Value ReduceMaxOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  if (isFloating(elementOf(getX())))
    return arith::MaximumFOp::create(b, loc, accumulator, widen(b, loc, element));
  if (isUnsignedOrBool(elementOf(getX())))
    return arith::MaxUIOp::create(b, loc, accumulator, element);
  return arith::MaxSIOp::create(b, loc, accumulator, element);
}

// reduce_min

Value ReduceMinOp::combine(OpBuilder &b, Location loc, Value accumulator, Value element) {
  if (isFloating(elementOf(getX())))
    return arith::MinimumFOp::create(b, loc, accumulator, widen(b, loc, element));
  if (isUnsignedOrBool(elementOf(getX())))
    return arith::MinUIOp::create(b, loc, accumulator, element);
  return arith::MinSIOp::create(b, loc, accumulator, element);
}

} // namespace burin::ir
