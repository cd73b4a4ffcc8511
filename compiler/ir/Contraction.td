// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_CONTRACTION_TD
#define BURIN_IR_CONTRACTION_TD

include "mlir/IR/OpBase.td"

def Burin_Contraction : OpInterface<"Contraction"> {
  let description = "Sums of products of two arrays: costly to compute again, which policies of checkpoint go by. Attached from passes/remat.";
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"True for a product of matrices, however many axes these have: no axis is common to both operands and the result.",
      "bool", "isMatrixProduct">,
  ];
}

#endif
