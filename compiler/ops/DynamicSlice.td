// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_DYNAMIC_SLICE_TD
#define BURIN_OPS_DYNAMIC_SLICE_TD

include "compiler/ir/UpdatesInPlace.td"

def Burin_DynamicSliceOp : Burin_PureOp<"dynamic_slice", [DeclareOpInterfaceMethods<Burin_ElementOp>]> {
  let summary = "the window of slice_sizes at scalar starts; one that juts out is moved inside";
  let description = [{
    (dynamic_slice_c1) one scalar start for each axis. (dynamic_slice_c2) starts are integers of one dtype.
    (dynamic_slice_c3) 0 <= slice_sizes <= extents.
  }];
  let arguments = (ins Burin_Tensor:$operand, Variadic<Burin_Tensor>:$starts, DenseI64ArrayAttr:$slice_sizes);
  let assemblyFormat = "$operand `,` $starts attr-dict `:` functional-type(operands, results)";
}

def Burin_DynamicUpdateSliceOp
    : Burin_PureOp<"dynamic_update_slice", [DeclareOpInterfaceMethods<Burin_KernelOp>, Burin_UpdatesInPlace]> {
  let summary = "the operand with a window at scalar starts replaced; one that juts out is moved inside";
  let description = [{
    (dynamic_update_slice_c1, c2) starts as dynamic_slice_c1 and c2. (dynamic_update_slice_c3) dtypes and ranks of operand
    and update are equal; the update's extents are at most the operand's.
  }];
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$update, Variadic<Burin_Tensor>:$starts);
  let assemblyFormat = "$operand `,` $update `,` $starts attr-dict `:` functional-type(operands, results)";
}

#endif
