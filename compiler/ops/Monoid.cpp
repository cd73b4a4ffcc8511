// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Monoid.h"

#include "compiler/ops/Precision.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace burin::ir {

long double realIdentityOf(Monoid monoid) {
  constexpr long double infinity = std::numeric_limits<long double>::infinity();
  switch (monoid) {
  case Monoid::sum: return 0;
  case Monoid::product: return 1;
  case Monoid::max: return -infinity;
  case Monoid::min: return infinity;
  }
  llvm_unreachable("all monoids are named");
}

static APInt identityBits(Monoid monoid, Type element) {
  unsigned bits = element.getIntOrFloatBitWidth();
  switch (monoid) {
  case Monoid::sum: return APInt(bits, 0);
  case Monoid::product: return APInt(bits, 1);
  case Monoid::max: return isUnsignedOrBool(element) ? APInt(bits, 0) : APInt::getSignedMinValue(bits);
  case Monoid::min: return isUnsignedOrBool(element) ? APInt::getMaxValue(bits) : APInt::getSignedMaxValue(bits);
  }
  llvm_unreachable("all monoids are named");
}

int64_t integerIdentityOf(Monoid monoid, Type element) {
  APInt bits = identityBits(monoid, element);
  return isUnsignedOrBool(element) ? static_cast<int64_t>(bits.getZExtValue()) : bits.getSExtValue();
}

/// NaN if either is; of zeros of both signs max takes the positive one, min the negative.
static long double extremum(long double x, long double y, bool wantsMax) {
  if (std::isnan(x) || std::isnan(y))
    return std::numeric_limits<long double>::quiet_NaN();
  if (x == y)
    return std::signbit(x) == wantsMax ? y : x;
  return (x < y) == wantsMax ? y : x;
}

long double combineReals(Monoid monoid, long double x, long double y) {
  switch (monoid) {
  case Monoid::sum: return x + y;
  case Monoid::product: return x * y;
  case Monoid::max: return extremum(x, y, true);
  case Monoid::min: return extremum(x, y, false);
  }
  llvm_unreachable("all monoids are named");
}

int64_t combineIntegers(Monoid monoid, Type element, int64_t x, int64_t y) {
  auto wide = [](int64_t value) { return static_cast<uint64_t>(value); };
  bool less = isUnsignedOrBool(element) ? wide(x) < wide(y) : x < y;
  switch (monoid) {
  case Monoid::sum: return static_cast<int64_t>(wide(x) + wide(y));
  case Monoid::product: return static_cast<int64_t>(wide(x) * wide(y));
  case Monoid::max: return less ? y : x;
  case Monoid::min: return less ? x : y;
  }
  llvm_unreachable("all monoids are named");
}

Value emitIdentity(Monoid monoid, OpBuilder &b, Location loc, Type element) {
  if (isFloating(element)) {
    auto computed = cast<FloatType>(computedType(element));
    return arith::ConstantOp::create(b, loc, FloatAttr::get(computed, static_cast<double>(realIdentityOf(monoid))));
  }
  APInt bits = identityBits(monoid, element);
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(b.getIntegerType(bits.getBitWidth()), bits));
}

template <class Float, class Integer> static Value either(bool floating, OpBuilder &b, Location loc, Value x, Value y) {
  return floating ? Float::create(b, loc, x, y).getResult() : Integer::create(b, loc, x, y).getResult();
}

Value emitCombine(Monoid monoid, OpBuilder &b, Location loc, Type element, Value x, Value y) {
  bool floating = isFloating(element), asUnsigned = isUnsignedOrBool(element);
  switch (monoid) {
  case Monoid::sum: return either<arith::AddFOp, arith::AddIOp>(floating, b, loc, x, y);
  case Monoid::product: return either<arith::MulFOp, arith::MulIOp>(floating, b, loc, x, y);
  case Monoid::max:
    return asUnsigned ? arith::MaxUIOp::create(b, loc, x, y)
                      : either<arith::MaximumFOp, arith::MaxSIOp>(floating, b, loc, x, y);
  case Monoid::min:
    return asUnsigned ? arith::MinUIOp::create(b, loc, x, y)
                      : either<arith::MinimumFOp, arith::MinSIOp>(floating, b, loc, x, y);
  }
  llvm_unreachable("all monoids are named");
}

} // namespace burin::ir
