// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/contraction/Contraction.h"
#include "compiler/lowering/contraction/Dots.h"
#include "compiler/lowering/contraction/PlainLoops.h"
#include "compiler/lowering/contraction/Plan.h"
#include "compiler/lowering/contraction/Tiles.h"
#include "compiler/ops/Indices.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace mlir;

namespace burin::lowering {
namespace {

/// Axes of `shape` that are in neither list.
SmallVector<int64_t> freeAxes(ArrayRef<int64_t> shape, ArrayRef<int64_t> batch, ArrayRef<int64_t> contract) {
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis < static_cast<int64_t>(shape.size()); ++axis)
    if (!llvm::is_contained(batch, axis) && !llvm::is_contained(contract, axis))
      axes.push_back(axis);
  return axes;
}

} // namespace

ContractionShape contractionShape(Type element, ArrayRef<int64_t> lhsShape, ArrayRef<int64_t> rhsShape,
                                  ArrayRef<int64_t> lhsBatch, ArrayRef<int64_t> rhsBatch, ArrayRef<int64_t> lhsContract,
                                  ArrayRef<int64_t> rhsContract) {
  SmallVector<int64_t> a = ir::rowMajorStrides(lhsShape), b = ir::rowMajorStrides(rhsShape);
  ContractionShape shape;
  shape.element = element;
  for (auto [l, r] : llvm::zip_equal(lhsBatch, rhsBatch))
    shape.batch.push_back({lhsShape[l], a[l], b[r]});
  for (auto [l, r] : llvm::zip_equal(lhsContract, rhsContract))
    shape.k.push_back({lhsShape[l], a[l], b[r]});
  for (int64_t axis : freeAxes(lhsShape, lhsBatch, lhsContract))
    shape.m.push_back({lhsShape[axis], a[axis], 0});
  for (int64_t axis : freeAxes(rhsShape, rhsBatch, rhsContract))
    shape.n.push_back({rhsShape[axis], 0, b[axis]});
  return shape;
}

int64_t contractionChunks(const ContractionShape &shape, const Target &target) {
  return planContraction(shape, target).chunks();
}

/// Lines [lo, hi) are rows of all batches. The inner loop is the longer one.
static void finishLines(const IndexBuilder &ix, const ContractionPlan &plan, Finish finish, Value lo, Value hi) {
  auto element = [&](Value line, Value column) {
    bool single = plan.batches == 1;
    finish(single ? ix.constant(0) : ix.div(line, plan.m), single ? line : ix.rem(line, plan.m), column);
  };
  Value zero = ix.constant(0), end = ix.constant(plan.n);
  if (plan.n >= 8)
    ix.loop(lo, hi, 1, [&](Value line) { ix.loop(zero, end, 1, [&](Value column) { element(line, column); }); });
  else
    ix.loop(zero, end, 1, [&](Value column) { ix.loop(lo, hi, 1, [&](Value line) { element(line, column); }); });
}

void emitContraction(OpBuilder &b, Location loc, const ContractionShape &shape, const Target &target, Value lhs,
                     Value rhs, Value result, Value lo, Value hi, Finish finish) {
  ContractionPlan plan = planContraction(shape, target);
  IndexBuilder ix{b, loc};
  ContractionOperands operands{lhs, rhs, result};
  if (plan.swapped)
    std::swap(operands.a, operands.b);
  auto swappedFinish = [&](Value batch, Value m, Value n) { finish(batch, n, m); };
  Finish planned = plan.swapped && finish ? Finish(swappedFinish) : finish;
  if (plan.batches == 0 || plan.m == 0 || plan.n == 0)
    return;
  if (plan.k == 0)
    return emitEmptySum(ix, plan, operands, lo, hi);
  if (plan.method == Method::tiles)
    return emitTiles(ix, plan, operands, target, lo, hi, planned);
  auto line = [&](Value chunk) { return ix.div(ix.mul(chunk, plan.batches * plan.m), plan.chunks()); };
  Value first = line(lo), last = line(hi);
  if (plan.method == Method::dots)
    emitDots(ix, plan, operands, target, first, last);
  else
    emitPlainLoops(ix, plan, operands, first, last);
  if (planned)
    finishLines(ix, plan, planned, first, last);
}

} // namespace burin::lowering
