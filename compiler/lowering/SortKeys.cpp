// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/SortKeys.h"

#include "compiler/lowering/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::lowering {
namespace {

class KeyEmission {
public:
  KeyEmission(OpBuilder &b, Location loc, Type type)
      : b(b), loc(loc), type(type), key(b.getIntegerType(ir::storageType(type).getIntOrFloatBitWidth())) {}

  Value of(Value element) {
    if (ir::isBool(type))
      return arith::ExtUIOp::create(b, loc, key, element);
    if (isa<FloatType>(type))
      return ofFloat(arith::BitcastOp::create(b, loc, key, element));
    return ir::isUnsigned(type) ? element : arith::XOrIOp::create(b, loc, element, signBit()).getResult();
  }

  Value reversed(Value number) { return arith::XOrIOp::create(b, loc, number, constant(APInt::getAllOnes(width()))); }

private:
  unsigned width() const { return key.getIntOrFloatBitWidth(); }
  Value constant(const APInt &value) { return arith::ConstantOp::create(b, loc, b.getIntegerAttr(key, value)); }
  Value signBit() { return constant(APInt::getSignMask(width())); }

  Value compare(arith::CmpIPredicate predicate, Value x, Value y) {
    return arith::CmpIOp::create(b, loc, predicate, x, y);
  }
  Value select(Value condition, Value x, Value y) { return arith::SelectOp::create(b, loc, condition, x, y); }

  /// Negative numbers grow downwards: all their bits turn over, of the others the sign.
  Value ofFloat(Value bits) {
    APInt infinity = APFloat::getInf(cast<FloatType>(type).getFloatSemantics()).bitcastToAPInt();
    Value magnitude = arith::AndIOp::create(b, loc, bits, constant(APInt::getSignedMaxValue(width())));
    Value zero = constant(APInt::getZero(width()));
    Value isZero = compare(arith::CmpIPredicate::eq, magnitude, zero);
    Value isNegative = compare(arith::CmpIPredicate::slt, bits, zero);
    Value flipped = select(isNegative, constant(APInt::getAllOnes(width())), signBit());
    Value ordered = select(isZero, signBit(), arith::XOrIOp::create(b, loc, bits, flipped));
    Value isNaN = compare(arith::CmpIPredicate::ugt, magnitude, constant(infinity));
    return select(isNaN, constant(APInt::getAllOnes(width())), ordered);
  }

  OpBuilder &b;
  Location loc;
  Type type, key;
};

} // namespace

Value emitSortKey(OpBuilder &b, Location loc, Value element, Type type, bool descending) {
  KeyEmission emission(b, loc, type);
  Value number = emission.of(element);
  return descending ? emission.reversed(number) : number;
}

unsigned sortKeyDigits(Type type) { return ir::storageType(type).getIntOrFloatBitWidth() / 8; }

} // namespace burin::lowering
