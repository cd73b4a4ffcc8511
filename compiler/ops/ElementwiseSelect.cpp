// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/ElementwiseOps.h"

#include <cmath>

using namespace mlir;
using arith::CmpFPredicate;
using arith::CmpIPredicate;

namespace burin::ir {

// select

LogicalResult SelectOp::infer(Inference &inference) {
  auto predicate = getPredicate().getType();
  if (!isBool(predicate.getElementType()))
    return inference.fail(Fault::dtype,
                          "predicate has dtype " + dtypeText(predicate.getElementType()) + "; expected bool");
  if (failed(checkOperands({getOnTrue(), getOnFalse()}, Domain::any, inference)))
    return failure();
  if (predicate.getShape() != getOnTrue().getType().getShape())
    return inference.fail(Fault::shape, "predicate has shape " + shapeText(predicate.getShape()) +
                                            "; expected the values' shape " +
                                            shapeText(getOnTrue().getType().getShape()));
  inference.result(getOnTrue().getType());
  return success();
}

LogicalResult SelectOp::evaluate(Literals operands, Results<Literal> &results) {
  Literal result(getResult().getType());
  for (int64_t i = 0; i < result.size(); ++i) {
    const Literal &chosen = operands[operands[0].integer(i) ? 1 : 2];
    if (result.floating())
      result.setReal(i, chosen.real(i));
    else
      result.setInteger(i, chosen.integer(i));
  }
  results.push_back(std::move(result));
  return success();
}

LogicalResult SelectOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  Emit e(b, getLoc());
  auto orZeros = [&](Value tangent) { return tangent ? tangent : e.zeros(getResult().getType()); };
  bool zero = !tangents[1] && !tangents[2];
  results.push_back(zero ? Value() : e.select(getPredicate(), orZeros(tangents[1]), orZeros(tangents[2])));
  return success();
}

LogicalResult SelectOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                                  MutableArrayRef<Value> results) {
  auto zeros = [&](Emit &e) { return e.zeros(getResult().getType()); };
  auto onTrue = [&](Emit &e, Value ct) { return e.select(getPredicate(), ct, zeros(e)); };
  auto onFalse = [&](Emit &e, Value ct) { return e.select(getPredicate(), zeros(e), ct); };
  return transposeElementwise(*this, b, cotangents, linear, results,
                              {CotangentRule(), CotangentRule(onTrue), CotangentRule(onFalse)});
}

Value SelectOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  return choose(r, r.read(0, index), r.read(1, index), r.read(2, index));
}

// convert

LogicalResult ConvertOp::infer(Inference &inference) {
  auto result = RankedTensorType::get(getX().getType().getShape(), getDtype());
  if (!isArrayType(result))
    return inference.fail(Fault::dtype, "the dtype is not one of an array's");
  inference.result(result);
  return success();
}

/// 2^63 and 2^64 are exact: a value at or above the limit saturates.
static int64_t saturate(long double value, IntegerType type) {
  unsigned width = type.getWidth();
  bool isSigned = !type.isUnsigned();
  long double limit = std::ldexp(1.0L, static_cast<int>(width - isSigned));
  if (std::isnan(value))
    return 0;
  if (value >= limit)
    return isSigned ? static_cast<int64_t>((uint64_t{1} << (width - 1)) - 1) : -1;
  if (value <= (isSigned ? -limit : 0))
    return isSigned ? static_cast<int64_t>(~uint64_t{0} << (width - 1)) : 0;
  return isSigned ? static_cast<int64_t>(value) : static_cast<int64_t>(static_cast<uint64_t>(value));
}

static int64_t integerOf(long double value, IntegerType type) {
  return isBool(type) ? value != 0 : saturate(value, type);
}
static int64_t integerOf(int64_t value, IntegerType type) { return isBool(type) ? value != 0 : value; }

LogicalResult ConvertOp::evaluate(Literals operands, Results<Literal> &results) {
  const Literal &x = operands[0];
  bool fromUnsigned = hasUnsignedOperands(*this);
  auto real = [&](int64_t i) -> long double {
    return x.floating()   ? x.real(i)
           : fromUnsigned ? static_cast<uint64_t>(x.integer(i))
                          : static_cast<long double>(x.integer(i));
  };
  Literal result(getResult().getType());
  auto target = dyn_cast<IntegerType>(getDtype());
  for (int64_t i = 0; i < result.size(); ++i)
    if (!target)
      result.setReal(i, real(i));
    else
      result.setInteger(i, x.floating() ? integerOf(x.real(i), target) : integerOf(x.integer(i), target));
  results.push_back(std::move(result));
  return success();
}

LogicalResult ConvertOp::linearize(OpBuilder &b, Tangents tangents, Results<Value> &results) {
  auto rule = [&](Emit &e, Value t) { return e.convert(t, getDtype()); };
  return linearizeElementwise(*this, b, tangents, results, TangentRule(rule));
}

LogicalResult ConvertOp::transpose(OpBuilder &b, Tangents cotangents, ArrayRef<bool> linear,
                                   MutableArrayRef<Value> results) {
  auto rule = [&](Emit &e, Value ct) { return e.convert(ct, getX().getType().getElementType()); };
  return transposeElementwise(*this, b, cotangents, linear, results, CotangentRule(rule));
}

static Value realFromReal(ElementReader &r, Value x, Type type) {
  if (type.getIntOrFloatBitWidth() < 32 && x.getType().isF32())
    return narrow(r, x, type);
  if (type.getIntOrFloatBitWidth() > x.getType().getIntOrFloatBitWidth())
    return make<arith::ExtFOp>(r, type, x);
  return narrow(r, x, type);
}

/// Integers reach f16 and bf16 through f32.
static Value realFromInteger(ElementReader &r, Value x, bool isUnsigned, Type type) {
  Type computed = type.getIntOrFloatBitWidth() < 32 ? r.b.getF32Type() : type;
  Value real = isUnsigned ? make<arith::UIToFPOp>(r, computed, x) : make<arith::SIToFPOp>(r, computed, x);
  return narrow(r, real, type);
}

/// The conversion itself only sees values that fit: outside them it is undefined.
static Value integerFromReal(ElementReader &r, Value x, bool isUnsigned, Type type) {
  unsigned width = type.getIntOrFloatBitWidth();
  double limit = std::ldexp(1.0, static_cast<int>(width - !isUnsigned));
  auto real = [&](double value) { return scalarReal(r, value, x.getType()); };
  Value tooLarge = compareReals(r, CmpFPredicate::OGE, x, real(limit));
  Value aboveLeast = isUnsigned ? compareReals(r, CmpFPredicate::OGT, x, real(0))
                                : compareReals(r, CmpFPredicate::OGE, x, real(-limit));
  Value belowLimit = compareReals(r, CmpFPredicate::OLT, x, real(limit));
  Value safe = choose(r, make<arith::AndIOp>(r, aboveLeast, belowLimit), x, real(0));
  Value fitting = isUnsigned ? make<arith::FPToUIOp>(r, type, safe) : make<arith::FPToSIOp>(r, type, safe);
  Value greatest = make<arith::ConstantOp>(
      r, IntegerAttr::get(type, isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width)));
  Value orGreatest = choose(r, tooLarge, greatest, fitting);
  if (isUnsigned)
    return orGreatest;
  Value tooSmall = compareReals(r, CmpFPredicate::OLT, x, real(-limit));
  Value least = make<arith::ConstantOp>(r, IntegerAttr::get(type, APInt::getSignedMinValue(width)));
  return choose(r, tooSmall, least, orGreatest);
}

static Value integerFromInteger(ElementReader &r, Value x, bool isUnsigned, Type type) {
  unsigned from = x.getType().getIntOrFloatBitWidth(), to = type.getIntOrFloatBitWidth();
  if (from == to)
    return x;
  if (from > to)
    return make<arith::TruncIOp>(r, type, x);
  return isUnsigned ? make<arith::ExtUIOp>(r, type, x) : make<arith::ExtSIOp>(r, type, x);
}

Value ConvertOp::lowerElement(ElementReader &r, ValueRange index, unsigned) {
  Value x = widen(r, r.read(0, index));
  bool fromReal = isFloating(x.getType()), fromUnsigned = hasUnsignedOperands(*this);
  if (isFloating(getDtype()))
    return fromReal ? realFromReal(r, x, getDtype()) : realFromInteger(r, x, fromUnsigned, getDtype());
  if (isBool(getDtype()) && fromReal)
    return compareReals(r, CmpFPredicate::UNE, x, scalarReal(r, 0, x.getType()));
  if (isBool(getDtype()))
    return compareIntegers(r, CmpIPredicate::ne, x, scalarInteger(r, 0, x.getType()));
  Type type = IntegerType::get(getContext(), getDtype().getIntOrFloatBitWidth());
  return fromReal ? integerFromReal(r, x, isUnsigned(getDtype()), type) : integerFromInteger(r, x, fromUnsigned, type);
}

// constant

LogicalResult ConstantOp::infer(Inference &inference) {
  auto splat = dyn_cast<SplatElementsAttr>(getValue());
  if (!splat || !isArrayType(splat.getType()))
    return inference.fail(Fault::unsupported, "the value is not a splat; expected one value everywhere");
  inference.result(cast<RankedTensorType>(splat.getType()));
  return success();
}

LogicalResult ConstantOp::evaluate(Literals, Results<Literal> &results) {
  auto splat = cast<SplatElementsAttr>(getValue());
  results.push_back(Literal::fromSplat(getResult().getType(), splat.getSplatValue<Attribute>()));
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult ConstantOp::batch(OpBuilder &b, Tangents, ArrayRef<bool>, int64_t size, Results<Value> &results) {
  SmallVector<int64_t> shape{size};
  llvm::append_range(shape, getResult().getType().getShape());
  auto splat = cast<SplatElementsAttr>(getValue());
  auto type = RankedTensorType::get(shape, getResult().getType().getElementType());
  results.push_back(Emit(b, getLoc()).constant(type, splat.getSplatValue<Attribute>()));
  return success();
}

Value ConstantOp::lowerElement(ElementReader &r, ValueRange, unsigned) {
  Attribute value = cast<SplatElementsAttr>(getValue()).getSplatValue<Attribute>();
  if (auto number = dyn_cast<FloatAttr>(value))
    return make<arith::ConstantOp>(r, number);
  APInt bits = cast<IntegerAttr>(value).getValue();
  return make<arith::ConstantOp>(r, r.b.getIntegerAttr(r.b.getIntegerType(bits.getBitWidth()), bits));
}

// stop_gradient

LogicalResult StopGradientOp::evaluate(Literals operands, Results<Literal> &results) {
  results.push_back(operands[0]);
  return success();
}

Value StopGradientOp::lowerElement(ElementReader &r, ValueRange index, unsigned) { return r.read(0, index); }

} // namespace burin::ir
