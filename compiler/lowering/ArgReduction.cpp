// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/Kernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace burin::lowering {

/// The best element of one row and its index, by a scan in order.
static Value emitScan(ir::KernelBuilder &k, ir::ArgReductionOp rule, int64_t extent,
                      function_ref<Value(Value)> elementAt) {
  OpBuilder &b = k.b;
  Value zero = k.constant(0), one = k.constant(1);
  Value first = elementAt(zero);
  auto loop = scf::ForOp::create(b, k.loc, one, k.constant(extent), one, ValueRange{first, zero});
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(loop.getBody());
  Value best = loop.getRegionIterArg(0), at = loop.getRegionIterArg(1), here = loop.getInductionVar();
  Value candidate = elementAt(here);
  Value wins = rule.beats(b, k.loc, candidate, best);
  best = arith::SelectOp::create(b, k.loc, wins, candidate, best);
  at = arith::SelectOp::create(b, k.loc, wins, here, at);
  scf::YieldOp::create(b, k.loc, ValueRange{best, at});
  return loop.getResult(1);
}

LogicalResult lowerArgReduction(Operation *op, ir::KernelBuilder &k) {
  auto rule = cast<ir::ArgReductionOp>(op);
  OpBuilder &b = k.b;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op->getOperand(0).getType()).getShape();
  auto resultType = cast<RankedTensorType>(op->getResult(0).getType());
  int64_t axis = rule.reducedAxis();
  k.setWork(resultType.getNumElements(), 4.0 * shape[axis] + 20);

  auto rows = scf::ForOp::create(b, k.loc, k.lo, k.hi, k.constant(1));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(rows.getBody()->getTerminator());
  SmallVector<Value> index = k.unflatten(rows.getInductionVar(), resultType.getShape());
  index.insert(index.begin() + axis, Value());
  Value at = emitScan(k, rule, shape[axis], [&](Value i) {
    index[axis] = i;
    return k.read(0, index);
  });
  Type integer = ir::scalarType(resultType.getElementType());
  k.store(arith::IndexCastOp::create(b, k.loc, integer, at), k.output(), rows.getInductionVar());
  return success();
}

} // namespace burin::lowering
