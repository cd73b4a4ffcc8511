// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"

#include "mlir/IR/Builders.h"

namespace burin::tests {

/// The value of a scalar program whose leaves are constants, found by folding; null when an operation does
/// not fold.
mlir::Attribute foldScalar(mlir::Value value);
int64_t foldIndex(mlir::Value value);

/// What MLIR folds only when the result is exact, or the operand positive, or not at all: roundings, square roots, fma.
mlir::Attribute foldInexact(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands);

/// The element's value as a constant.
mlir::TypedAttr attributeOf(const ir::Literal &literal, int64_t i);
mlir::Value scalarOf(mlir::OpBuilder &b, mlir::Location loc, const ir::Literal &literal, int64_t i);
void storeScalar(mlir::Attribute value, ir::Literal &result, int64_t i);

} // namespace burin::tests
