// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_ORDER_TD
#define BURIN_OPS_ORDER_TD

include "compiler/ir/Dialect.td"

// The order of elements: -0 equals 0, NaN equals NaN and comes behind all numbers, false comes before true.

def Burin_SortOp : Burin_InferredOp<"sort", [Pure, DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory", "workspace"]>]> {
  let summary = "all arrays in the ascending order of the first num_keys, along a dimension; elements of equal keys keep their order";
  let description = [{
    (sort_c1) at least one array. (sort_c2) shapes are equal. (sort_c3) dimension is an axis. (sort_c4) num_keys is between
    1 and the number of arrays.
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$arrays, I64Attr:$dimension, I64Attr:$num_keys);
  let results = (outs Variadic<Burin_Tensor>:$sorted);
  let assemblyFormat = "$arrays attr-dict `:` type($arrays) `->` type($sorted)";
  let extraClassDeclaration = "int64_t dimension(); int64_t numKeys();";
}

def Burin_TopKOp : Burin_InferredOp<"top_k", [Pure, DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory", "workspace"]>]> {
  let summary = "the k greatest elements along the last axis, descending, and their indices (i32); of equal ones the first";
  let description = [{
    (top_k_c1) the operand has an axis. (top_k_c2) k is between 0 and the extent of the last one. NaN is greater than all
    numbers.
  }];
  let arguments = (ins Burin_Tensor:$x, I64Attr:$k);
  let results = (outs Burin_Tensor:$values, Burin_Tensor:$indices);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($values) `,` type($indices)";
  let extraClassDeclaration = "int64_t count();";
}

#endif
