// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/SplitFma.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace burin::lowering {

namespace {

/// The upper half of the digits of an f64. Products of two such halves are exact.
Value upperHalf(OpBuilder &b, Location loc, Value x) {
  Type integer = b.getI64Type();
  Attribute mask = b.getI64IntegerAttr(static_cast<int64_t>(0xfffffffff8000000));
  if (auto vector = dyn_cast<VectorType>(x.getType())) {
    integer = vector.clone(integer);
    mask = DenseElementsAttr::get(cast<ShapedType>(integer), mask);
  }
  Value bits = arith::BitcastOp::create(b, loc, integer, x);
  Value high = arith::AndIOp::create(b, loc, bits, arith::ConstantOp::create(b, loc, cast<TypedAttr>(mask)));
  return arith::BitcastOp::create(b, loc, x.getType(), high);
}

/// x y - product for a product that is x y rounded (Dekker 1971).
Value restOfProduct(OpBuilder &b, Location loc, Value x, Value y, Value product) {
  auto add = [&](Value p, Value q) { return arith::AddFOp::create(b, loc, p, q).getResult(); };
  auto subtract = [&](Value p, Value q) { return arith::SubFOp::create(b, loc, p, q).getResult(); };
  auto multiply = [&](Value p, Value q) { return arith::MulFOp::create(b, loc, p, q).getResult(); };
  Value xHigh = upperHalf(b, loc, x), yHigh = upperHalf(b, loc, y);
  Value xLow = subtract(x, xHigh), yLow = subtract(y, yHigh);
  Value rest = subtract(multiply(xHigh, yHigh), product);
  rest = add(add(rest, multiply(xHigh, yLow)), multiply(xLow, yHigh));
  return add(rest, multiply(xLow, yLow));
}

/// The product that `fma` subtracts from itself, if it asks for the rest of one in f64.
Value productOfRest(math::FmaOp fma) {
  auto negated = fma.getC().getDefiningOp<arith::NegFOp>();
  auto product = negated ? negated.getOperand().getDefiningOp<arith::MulFOp>() : nullptr;
  bool isRest = product && product.getLhs() == fma.getA() && product.getRhs() == fma.getB() &&
                getElementTypeOrSelf(fma.getType()).isF64();
  return isRest ? product.getResult() : Value();
}

Value split(math::FmaOp fma) {
  OpBuilder b(fma);
  Location loc = fma.getLoc();
  if (Value product = productOfRest(fma))
    return restOfProduct(b, loc, fma.getA(), fma.getB(), product);
  Value product = arith::MulFOp::create(b, loc, fma.getA(), fma.getB());
  return arith::AddFOp::create(b, loc, product, fma.getC());
}

} // namespace

void splitFma(ModuleOp module) {
  module.walk([](math::FmaOp fma) {
    fma.replaceAllUsesWith(split(fma));
    fma.erase();
  });
}

} // namespace burin::lowering
