// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Emit.h"
#include "compiler/ops/LinalgOps.h"

/// What the rules of operations on matrices, the last two axes of arrays, share.
namespace burin::ir {

/// The attributes of a triangular_solve.
struct SolveKind {
  explicit SolveKind(TriangularSolveOp op);
  SolveKind(bool leftSide, bool lower, bool unitDiagonal, bool transposeA)
      : leftSide(leftSide), lower(lower), unitDiagonal(unitDiagonal), transposeA(transposeA) {}
  bool leftSide, lower, unitDiagonal, transposeA;
};
mlir::Value triangularSolve(Emit &e, mlir::Value a, mlir::Value b, const SolveKind &kind);

} // namespace burin::ir
