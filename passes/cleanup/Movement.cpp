// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ShapeOps.h"
#include "passes/cleanup/Patterns.h"

#include <optional>

using namespace mlir;

namespace burin::passes {
namespace {

using Axes = ArrayRef<int64_t>;

bool isIdentity(Axes permutation) {
  return llvm::all_of(llvm::enumerate(permutation),
                      [](auto axis) { return static_cast<int64_t>(axis.index()) == axis.value(); });
}

bool areAll(Axes list, int64_t number) {
  return llvm::all_of(list, [&](int64_t entry) { return entry == number; });
}

SmallVector<int64_t> compose(Axes outer, Axes inner) {
  return llvm::map_to_vector(inner, [&](int64_t axis) { return outer[axis]; });
}

LogicalResult simplifyReshape(ir::ReshapeOp op, PatternRewriter &rewriter) {
  if (op.getX().getType() == op.getType())
    return replace(rewriter, op, op.getX());
  auto inner = op.getX().getDefiningOp<ir::ReshapeOp>();
  if (!inner)
    return failure();
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).reshape(inner.getX(), op.getShape()));
}

LogicalResult simplifyTranspose(ir::TransposeOp op, PatternRewriter &rewriter) {
  if (isIdentity(op.getPermutation()))
    return replace(rewriter, op, op.getX());
  auto inner = op.getX().getDefiningOp<ir::TransposeOp>();
  if (!inner)
    return failure();
  SmallVector<int64_t> both = compose(inner.getPermutation(), op.getPermutation());
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).transpose(inner.getX(), both));
}

/// A transpose that keeps the order of the axes that were not broadcast.
LogicalResult transposeOfBroadcast(ir::TransposeOp op, PatternRewriter &rewriter) {
  auto broadcast = op.getX().getDefiningOp<ir::BroadcastInDimOp>();
  if (!broadcast)
    return failure();
  SmallVector<int64_t> dimensions = llvm::map_to_vector(broadcast.getDimensions(), [&](int64_t axis) -> int64_t {
    return llvm::find(op.getPermutation(), axis) - op.getPermutation().begin();
  });
  if (!llvm::is_sorted(dimensions))
    return failure();
  ir::Emit emit(rewriter, op.getLoc());
  return replace(rewriter, op, emit.broadcast(broadcast.getX(), op.getType().getShape(), dimensions));
}

LogicalResult simplifyBroadcast(ir::BroadcastInDimOp op, PatternRewriter &rewriter) {
  if (op.getX().getType() == op.getType())
    return replace(rewriter, op, op.getX());
  auto inner = op.getX().getDefiningOp<ir::BroadcastInDimOp>();
  if (!inner)
    return failure();
  SmallVector<int64_t> both = compose(op.getDimensions(), inner.getDimensions());
  ir::Emit emit(rewriter, op.getLoc());
  return replace(rewriter, op, emit.broadcast(inner.getX(), op.getShape(), both));
}

/// Where each axis of `from` stands in `to`, which has the same axes and further ones of extent 1; none otherwise.
std::optional<SmallVector<int64_t>> insertedUnitAxes(Axes from, Axes to) {
  SmallVector<int64_t> positions;
  for (auto [axis, extent] : llvm::enumerate(to)) {
    if (positions.size() < from.size() && from[positions.size()] == extent)
      positions.push_back(axis);
    else if (extent != 1)
      return std::nullopt;
  }
  if (positions.size() < from.size())
    return std::nullopt;
  return positions;
}

/// What keepdims leaves: unit axes are inserted by a reshape and broadcast at once.
LogicalResult broadcastOfReshape(ir::BroadcastInDimOp op, PatternRewriter &rewriter) {
  auto reshape = op.getX().getDefiningOp<ir::ReshapeOp>();
  if (!reshape)
    return failure();
  auto positions = insertedUnitAxes(reshape.getX().getType().getShape(), reshape.getType().getShape());
  if (!positions)
    return failure();
  ir::Emit emit(rewriter, op.getLoc());
  SmallVector<int64_t> dimensions = compose(op.getDimensions(), *positions);
  return replace(rewriter, op, emit.broadcast(reshape.getX(), op.getShape(), dimensions));
}

/// Takes back what a pad has added.
bool undoes(ir::SliceOp slice, ir::PadOp pad) {
  for (auto [axis, extent] : llvm::enumerate(pad.getX().getType().getShape())) {
    int64_t stride = pad.getInterior()[axis] + 1, low = pad.getLow()[axis];
    if (extent == 0 || low < 0 || pad.getHigh()[axis] < 0 || slice.getStart()[axis] != low ||
        (extent > 1 && slice.getStrides()[axis] != stride))
      return false;
  }
  return slice.getType() == pad.getX().getType();
}

LogicalResult simplifySlice(ir::SliceOp op, PatternRewriter &rewriter) {
  if (op.getX().getType() == op.getType() && areAll(op.getStrides(), 1))
    return replace(rewriter, op, op.getX());
  auto pad = op.getX().getDefiningOp<ir::PadOp>();
  if (!pad || !undoes(op, pad))
    return failure();
  return replace(rewriter, op, pad.getX());
}

/// A slice that is exactly one part of a concatenation.
LogicalResult sliceOfConcatenate(ir::SliceOp op, PatternRewriter &rewriter) {
  auto whole = op.getX().getDefiningOp<ir::ConcatenateOp>();
  if (!whole || !areAll(op.getStrides(), 1))
    return failure();
  int64_t axis = whole.getDimension(), start = 0;
  for (Value part : whole.getParts()) {
    if (start == op.getStart()[axis] && part.getType() == op.getType())
      return replace(rewriter, op, part);
    start += ir::Emit::shapeOf(part)[axis];
  }
  return failure();
}

LogicalResult simplifyPad(ir::PadOp op, PatternRewriter &rewriter) {
  if (!areAll(op.getLow(), 0) || !areAll(op.getHigh(), 0) || op.getX().getType() != op.getType())
    return failure();
  return replace(rewriter, op, op.getX());
}

LogicalResult simplifyConcatenate(ir::ConcatenateOp op, PatternRewriter &rewriter) {
  if (op.getParts().size() != 1)
    return failure();
  return replace(rewriter, op, op.getParts().front());
}

LogicalResult simplifyReverse(ir::ReverseOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<ir::ReverseOp>();
  if (op.getDimensions().empty())
    return replace(rewriter, op, op.getX());
  if (!inner || inner.getDimensions() != op.getDimensions())
    return failure();
  return replace(rewriter, op, inner.getX());
}

} // namespace

void addMovementPatterns(RewritePatternSet &patterns) {
  patterns.add(simplifyReshape).add(simplifyTranspose).add(transposeOfBroadcast);
  patterns.add(simplifyBroadcast).add(broadcastOfReshape);
  patterns.add(simplifySlice).add(sliceOfConcatenate).add(simplifyPad).add(simplifyConcatenate).add(simplifyReverse);
}

} // namespace burin::passes
