// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_LINALG_TD
#define BURIN_OPS_LINALG_TD

include "compiler/ir/Dialect.td"

def Burin_CholeskyOp : Burin_PureOp<"cholesky", [DeclareOpInterfaceMethods<Burin_KernelOp>]> {
  let summary = "the triangular factor of symmetric matrices: a = L L^T (lower) or U^T U";
  let description = [{
    Of [..., n, n]. Only the triangle named by `lower` is read; the other one of the result is 0. A matrix that is not
    positive definite gives NaN in the whole triangle. (cholesky_c1) dtype f32 or f64. (cholesky_c2) the last two extents
    are equal.
  }];
  let arguments = (ins Burin_Tensor:$a, BoolAttr:$lower);
  let assemblyFormat = "$a attr-dict `:` type($a) `->` type($result)";
}

def Burin_TriangularSolveOp
    : Burin_PureOp<"triangular_solve", [DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory", "workspace"]>]> {
  let summary = "x with op(a) x = b (left_side) or x op(a) = b, op(a) = a or its transpose";
  let description = [{
    a is [..., n, n], b is [..., m, k]. Only the triangle of a named by `lower` is read, with unit_diagonal not its
    diagonal. (triangular_solve_c1) equal dtypes, f32 or f64. (triangular_solve_c2) the last two extents of a are equal.
    (triangular_solve_c3) equal leading extents. (triangular_solve_c4) the solved axis of b, its last but one on the left
    side and its last on the right, has extent n.
  }];
  let arguments = (ins Burin_Tensor:$a, Burin_Tensor:$b, BoolAttr:$left_side, BoolAttr:$lower, BoolAttr:$unit_diagonal,
                       BoolAttr:$transpose_a);
  let assemblyFormat = "$a `,` $b attr-dict `:` type($a) `,` type($b) `->` type($result)";
  let extraClassDeclaration = [{
    /// The unknowns of a system are solved for with a as it is, or swapped for its transpose; the first one first
    /// (forward) or the last one first.
    bool isSwapped() { return getTransposeA() == getLeftSide(); }
    bool isForward() { return getLower() != isSwapped(); }
  }];
}

#endif
