// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Emitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace burin::lowering {
namespace {

template <class Op, class T> T binary(T x, T y) { return {x.e, Op::create(x.e->b, x.e->loc, x.value, y.value)}; }

template <class Op> Value cast(Emitter &e, Value x, Type element) {
  return Op::create(e.b, e.loc, e.shaped(element), x);
}

Value constantOf(Emitter &e, Type type, TypedAttr scalar) {
  TypedAttr value = scalar;
  if (auto vector = dyn_cast<VectorType>(type))
    value = DenseElementsAttr::get(vector, Attribute(scalar));
  return arith::ConstantOp::create(e.b, e.loc, value);
}

Bits compare(Real x, arith::CmpFPredicate predicate, Real y) {
  return {x.e, arith::CmpFOp::create(x.e->b, x.e->loc, predicate, x.value, y.value)};
}

Bits compare(Bits x, arith::CmpIPredicate predicate, Bits y) {
  return {x.e, arith::CmpIOp::create(x.e->b, x.e->loc, predicate, x.value, y.value)};
}

unsigned width(Value x) { return getElementTypeOrSelf(x.getType()).getIntOrFloatBitWidth(); }
uint64_t signBit(unsigned bits) { return uint64_t(1) << (bits - 1); }

} // namespace

Type Emitter::shaped(Type element) const {
  auto vector = dyn_cast<VectorType>(like);
  return vector ? Type(VectorType::get(vector.getShape(), element)) : element;
}

Real Real::constant(double number) const {
  Type element = getElementTypeOrSelf(value.getType());
  return {e, constantOf(*e, value.getType(), e->b.getFloatAttr(element, number))};
}

Bits Bits::constant(uint64_t number) const {
  unsigned bits = width(value);
  APInt wide(bits, number, /*isSigned=*/false, /*implicitTrunc=*/true);
  return {e, constantOf(*e, value.getType(), e->b.getIntegerAttr(getElementTypeOrSelf(value.getType()), wide))};
}

Real operator+(Real x, Real y) { return binary<arith::AddFOp>(x, y); }
Real operator-(Real x, Real y) { return binary<arith::SubFOp>(x, y); }
Real operator*(Real x, Real y) { return binary<arith::MulFOp>(x, y); }
Real operator/(Real x, Real y) { return binary<arith::DivFOp>(x, y); }
Real operator-(Real x) { return {x.e, arith::NegFOp::create(x.e->b, x.e->loc, x.value)}; }
Bits operator<(Real x, Real y) { return compare(x, arith::CmpFPredicate::OLT, y); }
Bits operator<(Real x, double y) { return compare(x, arith::CmpFPredicate::OLT, x.constant(y)); }
Bits operator>(Real x, double y) { return compare(x, arith::CmpFPredicate::OGT, x.constant(y)); }
Bits operator==(Real x, Real y) { return compare(x, arith::CmpFPredicate::OEQ, y); }

Bits operator+(Bits x, Bits y) { return binary<arith::AddIOp>(x, y); }
Bits operator-(Bits x, Bits y) { return binary<arith::SubIOp>(x, y); }
Bits operator*(Bits x, Bits y) { return binary<arith::MulIOp>(x, y); }
Bits operator&(Bits x, Bits y) { return binary<arith::AndIOp>(x, y); }
Bits operator|(Bits x, Bits y) { return binary<arith::OrIOp>(x, y); }
Bits operator^(Bits x, Bits y) { return binary<arith::XOrIOp>(x, y); }
Bits operator<<(Bits x, Bits y) { return binary<arith::ShLIOp>(x, y); }
Bits operator>>(Bits x, Bits y) { return binary<arith::ShRUIOp>(x, y); }
Bits shiftArithmetic(Bits x, uint64_t y) { return binary<arith::ShRSIOp>(x, x.constant(y)); }
Bits below(Bits x, uint64_t y) { return compare(x, arith::CmpIPredicate::ult, x.constant(y)); }
Bits isZero(Bits x) { return compare(x, arith::CmpIPredicate::eq, x.constant(0)); }
Bits negated(Bits condition) { return condition ^ condition.constant(1); }

Real select(Bits condition, Real x, Real y) {
  return {x.e, arith::SelectOp::create(x.e->b, x.e->loc, condition.value, x.value, y.value)};
}

Bits select(Bits condition, Bits x, Bits y) {
  return {x.e, arith::SelectOp::create(x.e->b, x.e->loc, condition.value, x.value, y.value)};
}

Bits bits(Real x) { return {x.e, cast<arith::BitcastOp>(*x.e, x.value, x.e->b.getIntegerType(width(x.value)))}; }

Real real(Bits x) {
  Type element = width(x.value) == 32 ? Type(x.e->b.getF32Type()) : Type(x.e->b.getF64Type());
  return {x.e, cast<arith::BitcastOp>(*x.e, x.value, element)};
}

Real abs(Real x) { return {x.e, math::AbsFOp::create(x.e->b, x.e->loc, x.value)}; }
Real sqrt(Real x) { return {x.e, math::SqrtOp::create(x.e->b, x.e->loc, x.value)}; }
Bits signOf(Real x) { return bits(x) & signBit(width(x.value)); }

Real withSign(Real x, Bits sign) { return real(bits(x) | sign); }
Real extended(Real x) { return {x.e, cast<arith::ExtFOp>(*x.e, x.value, x.e->b.getF64Type())}; }
Real truncated(Real x) { return {x.e, cast<arith::TruncFOp>(*x.e, x.value, x.e->b.getF32Type())}; }
Bits widened(Bits x) { return {x.e, cast<arith::ExtUIOp>(*x.e, x.value, x.e->b.getI64Type())}; }
Bits narrowed(Bits x) { return {x.e, cast<arith::TruncIOp>(*x.e, x.value, x.e->b.getI32Type())}; }
Real signedToReal64(Bits x) { return {x.e, cast<arith::SIToFPOp>(*x.e, x.value, x.e->b.getF64Type())}; }
Real signedToReal32(Bits x) { return {x.e, cast<arith::SIToFPOp>(*x.e, x.value, x.e->b.getF32Type())}; }

Real fma(Real x, Real y, Real z) { return {x.e, math::FmaOp::create(x.e->b, x.e->loc, x.value, y.value, z.value)}; }

Real polynomial(Real x, llvm::ArrayRef<double> coefficients) {
  Real sum = x.constant(coefficients.front());
  for (double coefficient : coefficients.drop_front())
    sum = fma(sum, x, coefficient);
  return sum;
}

Rounded roundedProduct(Real x, double y) {
  double shift = isF32(x) ? 0x1.8p23 : 0x1.8p52;
  Real shifted = fma(x, y, shift);
  return {shifted - shift, bits(shifted) - bits(shifted.constant(shift))};
}

bool isF32(Real x) { return getElementTypeOrSelf(x.value.getType()).isF32(); }
unsigned mantissaBits(Real x) { return isF32(x) ? 23 : 52; }
uint64_t exponentBias(Real x) { return isF32(x) ? 127 : 1023; }

} // namespace burin::lowering
