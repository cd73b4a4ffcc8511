// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ElementwiseOps.h"
#include "passes/cleanup/Patterns.h"

using namespace mlir;

namespace burin::passes {
namespace {

template <typename Op> Value operandOf(Value value) {
  auto op = value.getDefiningOp<Op>();
  return op ? op->getOperand(0) : Value();
}

/// x * 1 = x, integers: x * 0 = 0, x * -1 = -x. A floating x * 0 stays: it is NaN for infinite x.
LogicalResult simplifyMul(ir::MulOp op, PatternRewriter &rewriter) {
  for (auto [x, factor] : {std::pair(op.getX(), op.getY()), std::pair(op.getY(), op.getX())}) {
    if (isSplat(factor, 1))
      return replace(rewriter, op, x);
    if (isSplat(factor, 0) && !ir::isFloating(getElementTypeOrSelf(x)))
      return replace(rewriter, op, factor);
    if (isSplat(factor, -1))
      return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).neg(x));
  }
  return failure();
}

/// x + 0 = x (of signed zeros, the sum's sign is not kept), x + -y = x - y.
LogicalResult simplifyAdd(ir::AddOp op, PatternRewriter &rewriter) {
  for (auto [x, term] : {std::pair(op.getX(), op.getY()), std::pair(op.getY(), op.getX())}) {
    if (isSplat(term, 0))
      return replace(rewriter, op, x);
    if (Value negated = operandOf<ir::NegOp>(term))
      return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).sub(x, negated));
  }
  return failure();
}

LogicalResult simplifySub(ir::SubOp op, PatternRewriter &rewriter) {
  if (isSplat(op.getY(), 0))
    return replace(rewriter, op, op.getX());
  if (Value negated = operandOf<ir::NegOp>(op.getY()))
    return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).add(op.getX(), negated));
  return failure();
}

LogicalResult simplifyDiv(ir::DivOp op, PatternRewriter &rewriter) {
  if (!isSplat(op.getY(), 1))
    return failure();
  return replace(rewriter, op, op.getX());
}

LogicalResult simplifyNeg(ir::NegOp op, PatternRewriter &rewriter) {
  Value x = operandOf<ir::NegOp>(op.getX());
  if (!x)
    return failure();
  return replace(rewriter, op, x);
}

LogicalResult simplifyNot(ir::NotOp op, PatternRewriter &rewriter) {
  Value x = operandOf<ir::NotOp>(op.getX());
  if (!x)
    return failure();
  return replace(rewriter, op, x);
}

LogicalResult simplifyIntegerPow(ir::IntegerPowOp op, PatternRewriter &rewriter) {
  ir::Emit emit(rewriter, op.getLoc());
  if (op.getExponent() == 1)
    return replace(rewriter, op, op.getX());
  if (op.getExponent() == 0)
    return replace(rewriter, op, emit.scalar(1, op.getX()));
  return failure();
}

/// Derivatives are all there when this runs.
LogicalResult dropStopGradient(ir::StopGradientOp op, PatternRewriter &rewriter) {
  return replace(rewriter, op, op.getX());
}

LogicalResult simplifySelect(ir::SelectOp op, PatternRewriter &rewriter) {
  Value x;
  if (op.getOnTrue() == op.getOnFalse() || isSplat(op.getPredicate(), 1))
    x = op.getOnTrue();
  else if (isSplat(op.getPredicate(), 0))
    x = op.getOnFalse();
  else
    return failure();
  return replace(rewriter, op, x);
}

/// Every value of `from` is one of `to`.
bool isExact(Type from, Type to) {
  unsigned width = from.getIntOrFloatBitWidth();
  auto toFloat = dyn_cast<FloatType>(to);
  if (auto floating = dyn_cast<FloatType>(from))
    return toFloat && toFloat.getFPMantissaWidth() >= floating.getFPMantissaWidth() && toFloat.getWidth() > width;
  if (toFloat) // magnitudes up to 2^width; f16 overflows at 2^16
    return toFloat.getFPMantissaWidth() >= width && (width <= 8 || !to.isF16());
  if (ir::isBool(to))
    return ir::isBool(from);
  bool unsignedValues = ir::isBool(from) || ir::isUnsigned(from);
  return unsignedValues ? to.getIntOrFloatBitWidth() > width
                        : !ir::isUnsigned(to) && to.getIntOrFloatBitWidth() >= width;
}

LogicalResult simplifyConvert(ir::ConvertOp op, PatternRewriter &rewriter) {
  Type to = op.getDtype();
  if (getElementTypeOrSelf(op.getX()) == to)
    return replace(rewriter, op, op.getX());
  Value x = operandOf<ir::ConvertOp>(op.getX());
  if (!x || !isExact(getElementTypeOrSelf(x), getElementTypeOrSelf(op.getX())))
    return failure();
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).convert(x, to));
}

} // namespace

void addArithmeticPatterns(RewritePatternSet &patterns) {
  patterns.add(simplifyMul).add(simplifyAdd).add(simplifySub).add(simplifyDiv).add(simplifyNeg).add(simplifyNot);
  patterns.add(simplifyIntegerPow).add(dropStopGradient).add(simplifySelect).add(simplifyConvert);
}

} // namespace burin::passes
