// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_DOT_TD
#define BURIN_OPS_DOT_TD

include "compiler/ir/Dialect.td"

def Burin_DotGeneralOp : Burin_PureOp<"dot_general", [DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory", "finishesElements"]>]> {
  let summary = "contraction; result axes: batch, lhs free, rhs free";
  let description = [{
    f16 and bf16 accumulate in f32. (dot_general_c1) dtypes are equal and numeric. (dot_general_c2) as many batch and
    contracted axes on both sides. (dot_general_c3) they are distinct axes. (dot_general_c4) extents of paired axes are equal.
  }];
  let arguments = (ins Burin_Tensor:$lhs, Burin_Tensor:$rhs, DenseI64ArrayAttr:$lhs_batch, DenseI64ArrayAttr:$rhs_batch,
                   DenseI64ArrayAttr:$lhs_contract, DenseI64ArrayAttr:$rhs_contract);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
  let extraClassDeclaration = [{
    /// Axes that are neither batch nor contracted, in their order.
    ::llvm::SmallVector<int64_t> lhsFree();
    ::llvm::SmallVector<int64_t> rhsFree();
  }];
}

#endif
