// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/DotOps.h"
#include "compiler/ops/ShapeOps.h"
#include "passes/cleanup/Patterns.h"

using namespace mlir;

namespace burin::passes {
namespace {

using Axes = ArrayRef<int64_t>;

/// One side of a contraction, seen through the transpose that makes it.
struct Side {
  Value x;
  SmallVector<int64_t> batch, contract;
  bool changed = false;
};

/// The axes before the transpose, provided that the free ones keep their order.
Side throughTranspose(Value x, Axes batch, Axes contract, Axes free) {
  Side side{x, llvm::to_vector(batch), llvm::to_vector(contract)};
  auto transpose = x.getDefiningOp<ir::TransposeOp>();
  if (!transpose)
    return side;
  Axes permutation = transpose.getPermutation();
  auto before = [&](Axes axes) { return llvm::map_to_vector(axes, [&](int64_t axis) { return permutation[axis]; }); };
  if (!llvm::is_sorted(before(free)))
    return side;
  return {transpose.getX(), before(batch), before(contract), true};
}

LogicalResult dotOfTranspose(ir::DotGeneralOp op, PatternRewriter &rewriter) {
  Side lhs = throughTranspose(op.getLhs(), op.getLhsBatch(), op.getLhsContract(), op.lhsFree());
  Side rhs = throughTranspose(op.getRhs(), op.getRhsBatch(), op.getRhsContract(), op.rhsFree());
  if (!lhs.changed && !rhs.changed)
    return failure();
  ir::Emit emit(rewriter, op.getLoc());
  return replace(rewriter, op, emit.dotGeneral(lhs.x, rhs.x, lhs.batch, rhs.batch, lhs.contract, rhs.contract));
}

/// Exchanging the free axes of a contraction exchanges its operands.
LogicalResult transposeOfDot(ir::TransposeOp op, PatternRewriter &rewriter) {
  auto dot = op.getX().getDefiningOp<ir::DotGeneralOp>();
  if (!dot || !dot->hasOneUse())
    return failure();
  int64_t batch = dot.getLhsBatch().size(), lhs = dot.lhsFree().size(), rhs = dot.rhsFree().size();
  SmallVector<int64_t> exchange = llvm::to_vector(llvm::seq<int64_t>(0, batch));
  llvm::append_range(exchange, llvm::seq<int64_t>(batch + lhs, batch + lhs + rhs));
  llvm::append_range(exchange, llvm::seq<int64_t>(batch, batch + lhs));
  if (op.getPermutation() != Axes(exchange))
    return failure();
  ir::Emit emit(rewriter, op.getLoc());
  return replace(rewriter, op,
                 emit.dotGeneral(dot.getRhs(), dot.getLhs(), dot.getRhsBatch(), dot.getLhsBatch(), dot.getRhsContract(),
                                 dot.getLhsContract()));
}

} // namespace

void addContractionPatterns(RewritePatternSet &patterns) { patterns.add(dotOfTranspose).add(transposeOfDot); }

} // namespace burin::passes
