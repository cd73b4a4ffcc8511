// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/LoopNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace burin::lowering {

static bool runsOnce(Value lo, Value hi) {
  APInt first, end;
  return matchPattern(lo, m_ConstantInt(&first)) && matchPattern(hi, m_ConstantInt(&end)) && first + 1 == end;
}

void emitLoop(OpBuilder &b, Location loc, Value lo, Value hi, function_ref<void(Value)> body) {
  if (runsOnce(lo, hi))
    return body(lo);
  Value step = arith::ConstantIndexOp::create(b, loc, 1);
  auto loop = scf::ForOp::create(b, loc, lo, hi, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(loop.getBody()->getTerminator());
  body(loop.getInductionVar());
}

Value addIndex(OpBuilder &b, Location loc, Value x, Value y) {
  return arith::AddIOp::create(b, loc, x, y, arith::IntegerOverflowFlags::nsw | arith::IntegerOverflowFlags::nuw);
}

void emitLoops(FusedReader &reader, ArrayRef<int64_t> extents, function_ref<void(ArrayRef<Value>)> body) {
  SmallVector<Value> variables;
  auto nest = [&](auto &self) -> void {
    if (variables.size() == extents.size())
      return body(variables);
    Value end = reader.positions.constant(reader.loc, extents[variables.size()]);
    emitLoop(reader.b, reader.loc, reader.positions.constant(reader.loc, 0), end, [&](Value variable) {
      variables.push_back(variable);
      self(self);
      variables.pop_back();
    });
  };
  nest(nest);
}

SmallVector<int64_t> loopExtents(const LoopAxes &loops, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> extents;
  for (ArrayRef<int64_t> axes : loops) {
    extents.push_back(1);
    for (int64_t axis : axes)
      extents.back() *= shape[axis];
  }
  return extents;
}

void placeAlong(ArrayRef<int64_t> axes, ValueRange values, MutableArrayRef<Value> index) {
  for (auto [axis, value] : llvm::zip_equal(axes, values))
    index[axis] = value;
}

SmallVector<Value> indexFromLoops(FusedReader &reader, const LoopAxes &loops, ArrayRef<int64_t> shape,
                                  ValueRange variables) {
  SmallVector<Value> index(shape.size(), reader.positions.constant(reader.loc, 0));
  for (auto [axes, variable] : llvm::zip_equal(loops, variables)) {
    SmallVector<int64_t> extents;
    for (int64_t axis : axes)
      extents.push_back(shape[axis]);
    placeAlong(axes, reader.unflatten(variable, extents), index);
  }
  return index;
}

} // namespace burin::lowering
