// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/ScalarFolder.h"

#include "compiler/ir/Rules.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace burin::tests {

static Attribute foldInto(OpFoldResult folded) {
  if (auto constant = dyn_cast<Attribute>(folded))
    return constant;
  return foldScalar(cast<Value>(folded));
}

/// MLIR folds truncf only where it is exact.
static Attribute foldRounding(Operation *op, Attribute operand) {
  auto number = dyn_cast_or_null<FloatAttr>(operand);
  if (!number || !isa<arith::TruncFOp>(op))
    return nullptr;
  APFloat value = number.getValue();
  bool inexact;
  Type type = op->getResult(0).getType();
  value.convert(cast<FloatType>(type).getFloatSemantics(), APFloat::rmNearestTiesToEven, &inexact);
  return FloatAttr::get(type, value);
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
    return foldRounding(op, operands.empty() ? nullptr : operands[0]);
  // A fold in place leaves the operation to be folded again.
  return folded.empty() ? foldScalar(value) : foldInto(folded[cast<OpResult>(value).getResultNumber()]);
}

int64_t foldIndex(Value value) { return cast<IntegerAttr>(foldScalar(value)).getInt(); }

Value scalarOf(OpBuilder &b, Location loc, const ir::Literal &literal, int64_t i) {
  Type element = literal.type().getElementType();
  if (!literal.floating())
    return arith::ConstantIntOp::create(b, loc, b.getIntegerType(element.getIntOrFloatBitWidth()),
                                        APInt(64, literal.integer(i)).trunc(element.getIntOrFloatBitWidth()));
  bool inexact;
  APFloat value(static_cast<double>(literal.real(i)));
  value.convert(cast<FloatType>(element).getFloatSemantics(), APFloat::rmNearestTiesToEven, &inexact);
  return arith::ConstantOp::create(b, loc, FloatAttr::get(element, value));
}

void storeScalar(Attribute value, ir::Literal &result, int64_t i) {
  if (auto number = dyn_cast<FloatAttr>(value))
    result.setReal(i, number.getValue().isNaN() ? __builtin_nanl("") : number.getValueAsDouble());
  else
    result.setInteger(i, static_cast<int64_t>(cast<IntegerAttr>(value).getValue().getZExtValue()));
}

} // namespace burin::tests
