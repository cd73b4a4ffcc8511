// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_ROUNDING_TD
#define BURIN_OPS_ROUNDING_TD

include "compiler/ops/ElementwiseClasses.td"

def Burin_RoundOp : Burin_Unary<"round", "", ZeroTangent> {
  let summary = "nearest integer; ties by mode: away_from_zero or to_nearest_even";
  let arguments = (ins Burin_Tensor:$x, StrAttr:$mode);
}
def Burin_ReducePrecisionOp : Burin_Unary<"reduce_precision", "", Linear> {
  let summary = "x as a number with fewer bits would hold it; what is subnormal there becomes 0";
  let description = "(reduce_precision_c1) exponent_bits >= 1. (reduce_precision_c2) mantissa_bits >= 0.";
  let arguments = (ins Burin_Tensor:$x, I64Attr:$exponent_bits, I64Attr:$mantissa_bits);
}
def Burin_NextafterOp : Burin_Binary<"nextafter", "floating", Nonlinear> {
  let summary = "the number next to x in the direction of y; a step does not change derivatives";
}

#endif
