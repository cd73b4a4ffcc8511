// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_TRANSCENDENTAL_TD
#define BURIN_OPS_TRANSCENDENTAL_TD

include "compiler/ops/ElementwiseClasses.td"

def Burin_ExpOp : Burin_Unary<"exp", "floating", Nonlinear, Transcendental>;
def Burin_Exp2Op : Burin_Unary<"exp2", "floating", Nonlinear, Transcendental> { let summary = "2 to the power x"; }
def Burin_Expm1Op : Burin_Unary<"expm1", "floating", Nonlinear, Transcendental>;
def Burin_LogOp : Burin_Unary<"log", "floating", Nonlinear, Transcendental>;
def Burin_Log1pOp : Burin_Unary<"log1p", "floating", Nonlinear, Transcendental>;
def Burin_Log2Op : Burin_Unary<"log2", "floating", Nonlinear, Transcendental>;
def Burin_TanhOp : Burin_Unary<"tanh", "floating", Nonlinear, Transcendental>;
def Burin_LogisticOp : Burin_Unary<"logistic", "floating", Nonlinear, Transcendental> { let summary = "1 / (1 + exp(-x))"; }
def Burin_SqrtOp : Burin_Unary<"sqrt", "floating", Nonlinear, Transcendental>;
def Burin_RsqrtOp : Burin_Unary<"rsqrt", "floating", Nonlinear, Transcendental> { let summary = "1 / sqrt(x)"; }
def Burin_CbrtOp : Burin_Unary<"cbrt", "floating", Nonlinear, Transcendental> { let summary = "real cube root, also of x < 0"; }
def Burin_ErfOp : Burin_Unary<"erf", "floating", Nonlinear, Transcendental> {
  let summary = "error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x";
}
def Burin_SinOp : Burin_Unary<"sin", "floating", Nonlinear, Transcendental>;
def Burin_CosOp : Burin_Unary<"cos", "floating", Nonlinear, Transcendental>;
def Burin_PowOp : Burin_Binary<"pow", "floating", Nonlinear, Transcendental>;

#endif
