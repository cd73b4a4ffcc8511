// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/Precision.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::ir {

// bf16 is converted by integer arithmetic, so that LLVM sees no bf16: AVX512-BF16's conversion, which truncf
// becomes where it exists, flushes subnormals to zero, and operations on extended operands are narrowed to
// it.

/// The element type itself, or a vector of it as long as `x`.
static Type likeness(Value x, Type element) {
  auto vector = dyn_cast<VectorType>(x.getType());
  return vector ? Type(vector.clone(element)) : element;
}

static Value bits(OpBuilder &b, Location loc, int64_t value, Type type) {
  TypedAttr number = b.getIntegerAttr(getElementTypeOrSelf(type), value);
  if (auto vector = dyn_cast<VectorType>(type))
    number = DenseElementsAttr::get(vector, number);
  return arith::ConstantOp::create(b, loc, number);
}

static Value extendBf16(OpBuilder &b, Location loc, Value x) {
  Type i32 = likeness(x, b.getI32Type());
  Value low = arith::BitcastOp::create(b, loc, likeness(x, b.getI16Type()), x);
  Value high = arith::ShLIOp::create(b, loc, arith::ExtUIOp::create(b, loc, i32, low), bits(b, loc, 16, i32));
  return arith::BitcastOp::create(b, loc, likeness(x, b.getF32Type()), high);
}

static Value truncateToBf16(OpBuilder &b, Location loc, Value x) {
  Type i32 = likeness(x, b.getI32Type());
  auto number = [&](int64_t value) { return bits(b, loc, value, i32); };
  Value whole = arith::BitcastOp::create(b, loc, i32, x);
  Value high = arith::ShRUIOp::create(b, loc, whole, number(16));
  Value odd = arith::AndIOp::create(b, loc, high, number(1));
  Value half = arith::AddIOp::create(b, loc, odd, number(0x7fff));
  Value rounded = arith::ShRUIOp::create(b, loc, arith::AddIOp::create(b, loc, whole, half), number(16));
  Value quiet = arith::OrIOp::create(b, loc, high, number(0x40));
  Value isNaN = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
  Value kept = arith::SelectOp::create(b, loc, isNaN, quiet, rounded);
  Value low = arith::TruncIOp::create(b, loc, likeness(x, b.getI16Type()), kept);
  return arith::BitcastOp::create(b, loc, likeness(x, b.getBF16Type()), low);
}

Type computedType(Type element) {
  return element.isF16() || element.isBF16() ? Float32Type::get(element.getContext()) : element;
}

Value widen(OpBuilder &b, Location loc, Value x) {
  Type element = getElementTypeOrSelf(x);
  if (element.isBF16())
    return extendBf16(b, loc, x);
  return element.isF16() ? arith::ExtFOp::create(b, loc, likeness(x, b.getF32Type()), x) : x;
}

Value narrow(OpBuilder &b, Location loc, Value x, Type element) {
  Type computed = getElementTypeOrSelf(x);
  if (!isa<FloatType>(element) || computed == element)
    return x;
  if (element.isBF16() && computed.isF32())
    return truncateToBf16(b, loc, x);
  return arith::TruncFOp::create(b, loc, likeness(x, element), x);
}

} // namespace burin::ir
