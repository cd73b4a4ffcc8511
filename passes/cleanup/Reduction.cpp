// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ReduceOps.h"
#include "compiler/ops/ShapeOps.h"
#include "passes/cleanup/Patterns.h"

using namespace mlir;

namespace burin::passes {
namespace {

using Axes = ArrayRef<int64_t>;

int64_t extentOf(Axes shape, Axes axes) {
  int64_t extent = 1;
  for (int64_t axis : axes)
    extent *= shape[axis];
  return extent;
}

/// Number of each axis after `removed` are gone; -1 for those.
SmallVector<int64_t> renumber(int64_t rank, Axes removed) {
  SmallVector<int64_t> numbers(rank, -1);
  int64_t next = 0;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (!llvm::is_contained(removed, axis))
      numbers[axis] = next++;
  return numbers;
}

/// f16 counts exactly up to 2^11, bf16 up to 2^8: beyond, the sum is more exact. An empty sum is 0, also of infinities.
bool isExactCount(int64_t count, Type element) {
  auto floating = dyn_cast<FloatType>(element);
  return count > 0 && (!floating || count <= (int64_t(1) << std::min(floating.getFPMantissaWidth(), 62u)));
}

Value times(ir::Emit &emit, Value x, int64_t count) {
  return count == 1 ? x : emit.mul(x, emit.scalar(static_cast<double>(count), x));
}

/// A sum over no axis, or over axes of extent 1.
LogicalResult sumOfUnitAxes(ir::ReduceSumOp op, PatternRewriter &rewriter) {
  if (extentOf(op.getX().getType().getShape(), op.getAxes()) != 1)
    return failure();
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).reshape(op.getX(), op.getType().getShape()));
}

/// Equal terms: a product with their number.
LogicalResult sumOfSplat(ir::ReduceSumOp op, PatternRewriter &rewriter) {
  Attribute splat = splatOf(op.getX());
  int64_t count = extentOf(op.getX().getType().getShape(), op.getAxes());
  if (!splat || !isExactCount(count, op.getType().getElementType()))
    return failure();
  ir::Emit emit(rewriter, op.getLoc());
  return replace(rewriter, op, times(emit, emit.constant(op.getType(), splat), count));
}

/// A sum over axes that a broadcast has made: a product with their extent, broadcast to what is left.
LogicalResult sumOfBroadcast(ir::ReduceSumOp op, PatternRewriter &rewriter) {
  auto broadcast = op.getX().getDefiningOp<ir::BroadcastInDimOp>();
  if (!broadcast)
    return failure();
  Axes shape = broadcast.getType().getShape(), from = broadcast.getX().getType().getShape();
  SmallVector<int64_t> numbers = renumber(shape.size(), op.getAxes()), kept, dimensions;
  for (auto [axis, target] : llvm::enumerate(broadcast.getDimensions())) {
    if (numbers[target] < 0) {
      if (from[axis] != 1)
        return failure();
      continue;
    }
    kept.push_back(from[axis]);
    dimensions.push_back(numbers[target]);
  }
  int64_t count = extentOf(shape, op.getAxes());
  if (!isExactCount(count, op.getType().getElementType()))
    return failure();
  ir::Emit emit(rewriter, op.getLoc());
  Value term = times(emit, emit.reshape(broadcast.getX(), kept), count);
  return replace(rewriter, op, emit.broadcast(term, op.getType().getShape(), dimensions));
}

LogicalResult sumOfSum(ir::ReduceSumOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<ir::ReduceSumOp>();
  if (!inner || !inner->hasOneUse())
    return failure();
  SmallVector<int64_t> axes = llvm::to_vector(inner.getAxes());
  SmallVector<int64_t> numbers = renumber(inner.getX().getType().getRank(), inner.getAxes());
  for (auto [axis, number] : llvm::enumerate(numbers))
    if (number >= 0 && llvm::is_contained(op.getAxes(), number))
      axes.push_back(axis);
  llvm::sort(axes);
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).reduceSum(inner.getX(), axes));
}

/// A sum that does not see the order which a transpose has made.
LogicalResult sumOfTranspose(ir::ReduceSumOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<ir::TransposeOp>();
  if (!inner)
    return failure();
  SmallVector<int64_t> axes, left;
  for (auto [axis, source] : llvm::enumerate(inner.getPermutation()))
    (llvm::is_contained(op.getAxes(), static_cast<int64_t>(axis)) ? axes : left).push_back(source);
  if (!llvm::is_sorted(left))
    return failure();
  llvm::sort(axes);
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).reduceSum(inner.getX(), axes));
}

} // namespace

void addReductionPatterns(RewritePatternSet &patterns) {
  patterns.add(sumOfUnitAxes).add(sumOfSplat).add(sumOfBroadcast).add(sumOfSum).add(sumOfTranspose);
}

} // namespace burin::passes
