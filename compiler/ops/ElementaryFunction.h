// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/math/VectorMath.h"
#include "compiler/ops/Elementwise.h"

/// How the operations that are one function of compiler/lowering/math are lowered.
namespace burin::ir {

using EmitFunction = mlir::Value (*)(mlir::OpBuilder &, mlir::Location, mlir::Value);

/// The function of the operand's element; f16 and bf16 are computed in f32.
inline mlir::Value lowerBy(mlir::Operation *op, ElementReader &r, mlir::ValueRange index, EmitFunction function) {
  return lowerUnary(op, r, index, [&](mlir::Value x) { return function(r.b, r.loc, x); });
}

} // namespace burin::ir
