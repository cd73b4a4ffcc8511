// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ops/ElementwiseOps.h"
#include "compiler/ops/ShapeOps.h"
#include "passes/cleanup/Patterns.h"

#include "mlir/IR/Matchers.h"

#include <cmath>

using namespace mlir;

namespace burin::passes {

Attribute splatOf(Value value) {
  auto constant = value.getDefiningOp<ir::ConstantOp>();
  auto elements = constant ? dyn_cast<SplatElementsAttr>(constant.getValue()) : SplatElementsAttr();
  return elements ? elements.getSplatValue<Attribute>() : Attribute();
}

bool isSplat(Value value, double number) {
  Attribute splat = splatOf(value);
  if (auto real = dyn_cast_or_null<FloatAttr>(splat))
    return real.getValueAsDouble() == number;
  auto integer = dyn_cast_or_null<IntegerAttr>(splat);
  if (!integer)
    return false;
  const APInt &bits = integer.getValue();
  bool isSigned = bits.getBitWidth() > 1 && !integer.getType().isUnsignedInteger();
  return (isSigned ? bits.signedRoundToDouble() : bits.roundToDouble()) == number;
}

namespace {

Attribute elementOf(const ir::Literal &literal) {
  Type element = literal.type().getElementType();
  if (auto floating = dyn_cast<FloatType>(element))
    return FloatAttr::get(floating, static_cast<double>(literal.real(0)));
  return IntegerAttr::get(element, APInt(element.getIntOrFloatBitWidth(), static_cast<uint64_t>(literal.integer(0)),
                                         /*isSigned=*/true, /*implicitTrunc=*/true));
}

/// Moving the elements of a splat gives a splat.
template <typename Op> LogicalResult moveSplat(Op op, PatternRewriter &rewriter) {
  Attribute splat = splatOf(op.getX());
  if (!splat)
    return failure();
  return replace(rewriter, op, ir::Emit(rewriter, op.getLoc()).constant(op.getType(), splat));
}

bool isWhole(const ir::Literal &scalar) {
  if (!scalar.floating())
    return true;
  long double value = scalar.real(0);
  return std::fabs(value) < 0x1p31L && value == std::trunc(value);
}

/// True when the reference gives what the kernel gives, to the last bit: the kernel rounds once, and what the reference
/// computes wider is not rounded twice. f64 is, by way of long double, unless the value is exact.
bool isKernelsValue(ir::ArrayOp scalar, ArrayRef<ir::Literal> operands, const ir::Literal &result) {
  if (!result.floating())
    return true;
  ir::Cost cost = scalar.cost();
  if (cost.transcendentals > 0 || cost.flops > 1)
    return false;
  auto isTheResult = [&](const ir::Literal &operand) {
    return operand.floating() && operand.real(0) == result.real(0);
  };
  return !result.type().getElementType().isF64() || llvm::any_of(operands, isTheResult) ||
         (isWhole(result) && llvm::all_of(operands, isWhole));
}

/// A pointwise operation on splats: evaluated once, on scalars, by the reference, where that is what the kernel
/// computes.
struct EvaluateSplats : RewritePattern {
  explicit EvaluateSplats(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!op->hasTrait<ir::Pointwise>() || op->getNumOperands() == 0 || op->getNumResults() != 1)
      return failure();
    if (!llvm::all_of(op->getOperands(), [](Value operand) { return bool(splatOf(operand)); }))
      return failure();
    Attribute element = evaluateScalars(op);
    if (!element)
      return failure();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    return replace(rewriter, op, ir::Emit(rewriter, op->getLoc()).constant(type, element));
  }

private:
  static Attribute evaluateScalars(Operation *op) {
    OpBuilder detached(op->getContext());
    ir::Emit emit(detached, op->getLoc());
    SmallVector<Value> scalars;
    SmallVector<ir::Literal> literals, results;
    for (Value operand : op->getOperands()) {
      auto type = RankedTensorType::get({}, getElementTypeOrSelf(operand));
      scalars.push_back(emit.constant(type, splatOf(operand)));
      literals.push_back(ir::Literal::fromSplat(type, splatOf(operand)));
    }
    Operation *scalar = emit.op(op->getName().stripDialect(), scalars, op->getAttrs());
    auto array = cast<ir::ArrayOp>(scalar);
    bool evaluated = succeeded(array.evaluate(literals, results)) && isKernelsValue(array, literals, results.front());
    scalar->erase();
    for (Value constant : scalars)
      constant.getDefiningOp()->erase();
    return evaluated ? elementOf(results.front()) : Attribute();
  }
};

} // namespace

void addConstantPatterns(RewritePatternSet &patterns) {
  patterns.add(moveSplat<ir::BroadcastInDimOp>).add(moveSplat<ir::ReshapeOp>).add(moveSplat<ir::TransposeOp>);
  patterns.add(moveSplat<ir::SliceOp>).add(moveSplat<ir::ReverseOp>);
  patterns.add<EvaluateSplats>(patterns.getContext());
}

} // namespace burin::passes
