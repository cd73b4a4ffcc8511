// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_SCATTER_TD
#define BURIN_OPS_SCATTER_TD

include "compiler/ir/UpdatesInPlace.td"

def Burin_ScatterOp : Burin_PureOp<"scatter", [DeclareOpInterfaceMethods<Burin_KernelOp>, Burin_UpdatesInPlace]> {
  let summary = "the operand with windows of updates at index vectors set, added, multiplied, or joined by min or max";
  let description = [{
    StableHLO's scatter whose region is one operation. Updates of one element are applied in row-major order of the updates.
    mode "clip": a window that juts out is moved inside; "fill": it is dropped as a whole. unique_indices promises that no
    two updates meet, which the derivative of mul needs. (scatter_c1) indices are integers. (scatter_c2) mode is clip or
    fill. (scatter_c3) kind is set, add, mul, min or max. (scatter_c4) dtypes of operand and updates are equal, for add and
    mul numeric. (scatter_c5) updates have one axis for each axis of the window and of the indices without the vector's.
    (windows_c1 to windows_c6) as gather's; window extents are those of the updates, 1 along inserted and batch axes.
    (scatter_c6) the other extents of the updates are those of the indices.
  }];
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$indices, Burin_Tensor:$updates,
                   DenseI64ArrayAttr:$update_window_dims, DenseI64ArrayAttr:$inserted_window_dims,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$input_batching_dims,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$scatter_indices_batching_dims,
                   DenseI64ArrayAttr:$scatter_dims_to_operand_dims, I64Attr:$index_vector_dim,
                   DefaultValuedAttr<StrAttr, "\"set\"">:$kind, DefaultValuedAttr<StrAttr, "\"clip\"">:$mode,
                   DefaultValuedAttr<BoolAttr, "false">:$unique_indices);
  let assemblyFormat = [{
    $operand `,` $indices `,` $updates attr-dict `:` type($operand) `,` type($indices) `,` type($updates) `->` type($result)
  }];
}

#endif
