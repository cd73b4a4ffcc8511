// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_GATHER_TD
#define BURIN_OPS_GATHER_TD

include "compiler/ir/Dialect.td"

def Burin_GatherRowsOp : Burin_PureOp<"gather_rows", [DeclareOpInterfaceMethods<Burin_ElementOp>]> {
  let summary = "operand[indices[s...], rest...]; an index outside [0, n) reads zeros";
  let description = "(gather_rows_c1) operand has a leading axis. (gather_rows_c2) indices are i32 or i64.";
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$indices);
  let assemblyFormat = "$operand `,` $indices attr-dict `:` type($operand) `,` type($indices) `->` type($result)";
}

def Burin_ScatterAddRowsOp : Burin_PureOp<"scatter_add_rows", [DeclareOpInterfaceMethods<Burin_KernelOp>]> {
  let summary = "operand with updates[s..., rest...] added to row indices[s...], in row-major order; others add nothing";
  let description = [{
    (scatter_add_rows_c1) operand has a leading axis. (scatter_add_rows_c2) indices are i32 or i64. (scatter_add_rows_c3)
    dtypes of operand and updates are equal and numeric. (scatter_add_rows_c4) the shape of updates is [s..., rest...].
  }];
  let arguments = (ins Burin_Tensor:$operand, Burin_Tensor:$indices, Burin_Tensor:$updates);
  let assemblyFormat = [{
    $operand `,` $indices `,` $updates attr-dict `:` type($operand) `,` type($indices) `,` type($updates) `->` type($result)
  }];
}

#endif
