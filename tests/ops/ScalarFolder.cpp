// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/ScalarFolder.h"

#include "compiler/ir/Rules.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;

namespace burin::tests {

static Attribute foldInto(OpFoldResult folded) {
  if (auto constant = dyn_cast<Attribute>(folded))
    return constant;
  return foldScalar(cast<Value>(folded));
}

static FloatAttr rounded(const APFloat &number, Type type) {
  APFloat value = number;
  bool inexact;
  value.convert(cast<FloatType>(type).getFloatSemantics(), APFloat::rmNearestTiesToEven, &inexact);
  return FloatAttr::get(type, value);
}

static Attribute foldFma(APFloat x, FloatAttr y, FloatAttr z) {
  x.fusedMultiplyAdd(y.getValue(), z.getValue(), APFloat::rmNearestTiesToEven);
  return FloatAttr::get(y.getType(), x);
}

Attribute foldInexact(Operation *op, ArrayRef<Attribute> operands) {
  if (operands.empty() || !llvm::all_of(operands, llvm::IsaAndPresentPred<FloatAttr>))
    return nullptr;
  auto number = cast<FloatAttr>(operands[0]);
  if (isa<math::SqrtOp>(op))
    return FloatAttr::get(number.getType(), std::sqrt(number.getValueAsDouble()));
  if (isa<arith::TruncFOp>(op))
    return rounded(number.getValue(), op->getResult(0).getType());
  if (isa<math::FmaOp>(op))
    return foldFma(number.getValue(), cast<FloatAttr>(operands[1]), cast<FloatAttr>(operands[2]));
  return nullptr;
}

Attribute foldScalar(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return nullptr;
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands())
    operands.push_back(foldScalar(operand));
  SmallVector<OpFoldResult> folded;
  if (failed(op->fold(operands, folded)))
    return foldInexact(op, operands);
  // A fold in place leaves the operation to be folded again.
  return folded.empty() ? foldScalar(value) : foldInto(folded[cast<OpResult>(value).getResultNumber()]);
}

int64_t foldIndex(Value value) { return cast<IntegerAttr>(foldScalar(value)).getInt(); }

TypedAttr attributeOf(const ir::Literal &literal, int64_t i) {
  Type element = literal.type().getElementType();
  if (literal.floating())
    return rounded(APFloat(static_cast<double>(literal.real(i))), element);
  unsigned width = element.getIntOrFloatBitWidth();
  return IntegerAttr::get(IntegerType::get(element.getContext(), width), APInt(64, literal.integer(i)).trunc(width));
}

Value scalarOf(OpBuilder &b, Location loc, const ir::Literal &literal, int64_t i) {
  return arith::ConstantOp::create(b, loc, attributeOf(literal, i));
}

void storeScalar(Attribute value, ir::Literal &result, int64_t i) {
  if (auto number = dyn_cast<FloatAttr>(value))
    result.setReal(i, number.getValue().isNaN() ? __builtin_nanl("") : number.getValueAsDouble());
  else
    result.setInteger(i, static_cast<int64_t>(cast<IntegerAttr>(value).getValue().getZExtValue()));
}

} // namespace burin::tests
