// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

/// Elements as unsigned numbers of the same order: what sorting compares, and takes digits of.
namespace burin::lowering {

/// The number of an element (a signless scalar) of an array with `type`'s elements: -0 as 0, NaN above all. Descending:
/// the same order reversed.
mlir::Value emitSortKey(mlir::OpBuilder &b, mlir::Location loc, mlir::Value element, mlir::Type type, bool descending);

/// Digits of 8 bits.
unsigned sortKeyDigits(mlir::Type type);

} // namespace burin::lowering
