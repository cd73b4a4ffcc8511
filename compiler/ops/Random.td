// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_RANDOM_TD
#define BURIN_OPS_RANDOM_TD

include "compiler/ops/ElementwiseClasses.td"

def Burin_Threefry2x32Op : Burin_Elementwise<"threefry2x32", "", ZeroTangent, SeveralFlops> {
  let summary = "20 rounds on the counter (x0, x1) with the key (k0, k1)";
  let description = [{
    (threefry2x32_c1) operands are uint32 of equal shapes. Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as
    1, 2, 3 (SC 2011).
  }];
  let arguments = (ins Burin_Tensor:$k0, Burin_Tensor:$k1, Burin_Tensor:$x0, Burin_Tensor:$x1);
  let results = (outs Burin_Tensor:$y0, Burin_Tensor:$y1);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif
