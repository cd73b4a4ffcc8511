// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

/// The precision that elements are computed in: f16 and bf16 in f32, all others in their own. Scalars and vectors.
namespace burin::ir {

/// f16 and bf16 to f32; others unchanged.
mlir::Value widen(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x);
/// Rounds a computed value to an element type, to the nearest even; integers are unchanged.
mlir::Value narrow(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, mlir::Type element);

/// What `widen` makes of an element type.
mlir::Type computedType(mlir::Type element);

} // namespace burin::ir
