// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/IndexEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

#include <optional>

namespace burin::ir {

namespace arith = mlir::arith;

static std::optional<int64_t> known(mlir::Value x) {
  llvm::APInt value;
  if (mlir::matchPattern(x, mlir::m_ConstantInt(&value)))
    return value.getSExtValue();
  return std::nullopt;
}

mlir::Value IndexEmitter::constant(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }

mlir::Value IndexEmitter::add(Value x, int64_t y) {
  if (y == 0)
    return x;
  if (auto c = known(x))
    return constant(*c + y);
  return arith::AddIOp::create(b, loc, x, constant(y));
}

mlir::Value IndexEmitter::add(Value x, Value y) {
  if (auto c = known(y))
    return add(x, *c);
  if (auto c = known(x))
    return add(y, *c);
  return arith::AddIOp::create(b, loc, x, y);
}

mlir::Value IndexEmitter::mul(Value x, int64_t y) {
  if (y == 1)
    return x;
  if (y == 0)
    return constant(0);
  if (auto c = known(x))
    return constant(*c * y);
  return arith::MulIOp::create(b, loc, x, constant(y));
}

mlir::Value IndexEmitter::divide(Value x, int64_t y) {
  if (y == 1)
    return x;
  if (auto c = known(x))
    return constant(*c / y);
  return arith::DivUIOp::create(b, loc, x, constant(y));
}

mlir::Value IndexEmitter::rem(Value x, int64_t y) {
  if (y == 1)
    return constant(0);
  if (auto c = known(x))
    return constant(*c % y);
  return arith::RemUIOp::create(b, loc, x, constant(y));
}

mlir::Value IndexEmitter::subtractFrom(int64_t c, Value x) {
  if (auto value = known(x))
    return constant(c - *value);
  return arith::SubIOp::create(b, loc, constant(c), x);
}

mlir::Value IndexEmitter::inBounds(Value x, int64_t extent) {
  auto value = known(x);
  if (value && *value >= 0 && *value < extent)
    return nullptr;
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, x, constant(extent));
}

mlir::Value IndexEmitter::isZero(Value x) {
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, x, constant(0));
}

mlir::Value IndexEmitter::both(Value x, Value y) {
  if (!x || !y)
    return x ? x : y;
  return arith::AndIOp::create(b, loc, x, y);
}

mlir::Value IndexEmitter::select(Value condition, Value x, Value y) {
  return condition ? arith::SelectOp::create(b, loc, condition, x, y).getResult() : x;
}

mlir::Value zeroElement(mlir::OpBuilder &b, mlir::Location loc, mlir::Type element) {
  if (llvm::isa<mlir::FloatType>(element))
    return arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
  return arith::ConstantIntOp::create(b, loc, 0, element.getIntOrFloatBitWidth());
}

} // namespace burin::ir
