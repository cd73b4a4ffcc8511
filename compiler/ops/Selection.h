// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"

#include "mlir/IR/Builders.h"

/// Which element is the extreme one: of equal ones the first, and NaN before all numbers.
namespace burin::ir {

/// A later candidate replaces the best element so far.
bool beats(const Literal &x, int64_t candidate, int64_t best, bool wantsMax);
/// The same of two scalars, as an i1.
mlir::Value emitBeats(mlir::OpBuilder &b, mlir::Location loc, mlir::Type element, mlir::Value candidate,
                      mlir::Value best, bool wantsMax);

} // namespace burin::ir
