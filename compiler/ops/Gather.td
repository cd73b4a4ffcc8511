// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_GATHER_TD
#define BURIN_OPS_GATHER_TD

include "compiler/ir/Dialect.td"

def Burin_GatherOp : Burin_PureOp<"gather", [DeclareOpInterfaceMethods<Burin_ElementOp>]> {
  let summary = "windows of the operand at index vectors";
  let description = [{
    StableHLO's gather. mode "clip": a window that juts out is moved inside; "fill": it reads zeros, as a whole.
    (gather_c1) indices are integers. (gather_c2) mode is clip or fill. (windows_c1) index_vector_dim is an axis of the
    indices or one more. (windows_c2) start_index_map names one operand axis for each entry of an index vector.
    (windows_c3) collapsed, batch and indexed axes are axes; those of a batch are in no other list. (windows_c4) extents of
    batch axes are equal. (windows_c5) slice_sizes are at most the operand's extents, and 1 along collapsed and batch axes.
    (windows_c6) offset_dims are increasing, one for each other operand axis.
  }];
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$indices, DenseI64ArrayAttr:$offset_dims,
                   DenseI64ArrayAttr:$collapsed_slice_dims,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$operand_batching_dims,
                   DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$start_indices_batching_dims,
                   DenseI64ArrayAttr:$start_index_map, I64Attr:$index_vector_dim, DenseI64ArrayAttr:$slice_sizes,
                   DefaultValuedAttr<StrAttr, "\"clip\"">:$mode);
  let assemblyFormat = "$operand `,` $indices attr-dict `:` type($operand) `,` type($indices) `->` type($result)";
}

#endif
