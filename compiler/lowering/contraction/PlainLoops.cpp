// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/PlainLoops.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {
namespace {

/// Arithmetic of the sum: integers wrap, bool adds by or and multiplies by and, f16 and bf16 are computed in f32.
class Arithmetic {
public:
  Arithmetic(const IndexBuilder &ix, Type element) : b(ix.b), loc(ix.loc), element(element) {}

  Type sumType(Type stored) const { return narrow() ? Type(b.getF32Type()) : stored; }
  Value load(Value memory, Value at) {
    Value value = memref::LoadOp::create(b, loc, memory, at);
    return narrow() ? arith::ExtFOp::create(b, loc, b.getF32Type(), value) : value;
  }
  void store(Value value, Value memory, Value at) {
    if (narrow())
      value = arith::TruncFOp::create(b, loc, element, value);
    memref::StoreOp::create(b, loc, value, memory, at);
  }
  Value addProduct(Value sum, Value x, Value y) {
    if (element.isInteger(1))
      return arith::OrIOp::create(b, loc, sum, arith::AndIOp::create(b, loc, x, y));
    if (isa<IntegerType>(element))
      return arith::AddIOp::create(b, loc, sum, arith::MulIOp::create(b, loc, x, y));
    return math::FmaOp::create(b, loc, x, y, sum);
  }

private:
  bool narrow() const { return element.isF16() || element.isBF16(); }

  OpBuilder &b;
  Location loc;
  Type element;
};

Value zeroOf(const IndexBuilder &ix, Type type) {
  return arith::ConstantOp::create(ix.b, ix.loc, ix.b.getZeroAttr(type));
}

Type storedType(const ContractionOperands &operands) { return cast<MemRefType>(operands.c.getType()).getElementType(); }

} // namespace

void emitPlainLoops(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands, Value lo,
                    Value hi) {
  const ContractionShape &s = plan.shape;
  Arithmetic arithmetic(ix, s.element);
  OpBuilder &b = ix.b;
  ix.loop(lo, hi, 1, [&](Value line) {
    Value batch = ix.div(line, plan.m), row = ix.rem(line, plan.m);
    Value a =
        ix.add(ix.offset(s.batch, &ContractionAxis::strideA, batch), ix.offset(s.m, &ContractionAxis::strideA, row));
    Value right = ix.offset(s.batch, &ContractionAxis::strideB, batch);
    ix.loop(ix.constant(0), ix.constant(plan.n), 1, [&](Value column) {
      Value start = ix.add(right, ix.offset(s.n, &ContractionAxis::strideB, column));
      Value zero = zeroOf(ix, arithmetic.sumType(storedType(operands)));
      auto loop = scf::ForOp::create(b, ix.loc, ix.constant(0), ix.constant(plan.k), ix.constant(1), zero);
      {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToStart(loop.getBody());
        Value k = loop.getInductionVar();
        Value x = arithmetic.load(operands.a, ix.add(a, ix.offset(s.k, &ContractionAxis::strideA, k)));
        Value y = arithmetic.load(operands.b, ix.add(start, ix.offset(s.k, &ContractionAxis::strideB, k)));
        scf::YieldOp::create(b, ix.loc, arithmetic.addProduct(loop.getRegionIterArgs()[0], x, y));
      }
      arithmetic.store(loop.getResult(0), operands.c, ix.add(ix.mul(line, plan.n), column));
    });
  });
}

void emitEmptySum(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands, Value lo,
                  Value hi) {
  int64_t size = cast<MemRefType>(operands.c.getType()).getNumElements();
  Value zero = zeroOf(ix, storedType(operands));
  ix.loop(lo, hi, 1, [&](Value) {
    ix.loop(ix.constant(0), ix.constant(size), 1,
            [&](Value at) { memref::StoreOp::create(ix.b, ix.loc, zero, operands.c, at); });
  });
}

} // namespace burin::lowering
