// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_TRIGONOMETRIC_TD
#define BURIN_OPS_TRIGONOMETRIC_TD

include "compiler/ops/ElementwiseClasses.td"

def Burin_TanOp : Burin_Unary<"tan", "floating", Nonlinear, Transcendental>;
def Burin_AsinOp : Burin_Unary<"asin", "floating", Nonlinear, Transcendental> { let summary = "NaN outside [-1, 1]"; }
def Burin_AcosOp : Burin_Unary<"acos", "floating", Nonlinear, Transcendental> { let summary = "NaN outside [-1, 1]"; }
def Burin_AtanOp : Burin_Unary<"atan", "floating", Nonlinear, Transcendental>;
def Burin_Atan2Op : Burin_Binary<"atan2", "floating", Nonlinear, Transcendental> {
  let summary = "the angle in (-pi, pi] of the point (y, x); operands in this order";
  let arguments = (ins Burin_Tensor:$y, Burin_Tensor:$x);
  let assemblyFormat = "$y `,` $x attr-dict `:` type($y) `,` type($x) `->` type($result)";
}
def Burin_SinhOp : Burin_Unary<"sinh", "floating", Nonlinear, Transcendental>;
def Burin_CoshOp : Burin_Unary<"cosh", "floating", Nonlinear, Transcendental>;
def Burin_AsinhOp : Burin_Unary<"asinh", "floating", Nonlinear, Transcendental>;
def Burin_AcoshOp : Burin_Unary<"acosh", "floating", Nonlinear, Transcendental> { let summary = "NaN below 1"; }
def Burin_AtanhOp : Burin_Unary<"atanh", "floating", Nonlinear, Transcendental> { let summary = "NaN outside [-1, 1]"; }

#endif
