// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_SPECIAL_TD
#define BURIN_OPS_SPECIAL_TD

include "compiler/ops/ElementwiseClasses.td"

def Burin_ErfcOp : Burin_Unary<"erfc", "floating", Nonlinear, Transcendental> {
  let summary = "1 - erf(x), exact also where it is tiny";
}
def Burin_ErfInvOp : Burin_Unary<"erf_inv", "floating", Nonlinear, Transcendental> {
  let summary = "the inverse of erf: NaN outside [-1, 1], infinite at its ends";
}
def Burin_LgammaOp : Burin_Unary<"lgamma", "floating", Nonlinear, Transcendental> {
  let summary = "log |gamma(x)|; infinity at 0, -1, -2...";
}
def Burin_DigammaOp : Burin_Unary<"digamma", "floating", Nonlinear, Transcendental> {
  let summary = "the derivative of lgamma; NaN at 0, -1, -2...";
}
def Burin_PolygammaOp : Burin_Unary<"polygamma", "", Nonlinear, Transcendental> {
  let summary = "the derivative of digamma of an order; infinity (odd) or NaN (even) at 0, -1, -2...";
  let description = "(polygamma_c1) 1 <= order <= 32.";
  let arguments = (ins Burin_Tensor:$x, I64Attr:$order);
}

#endif
