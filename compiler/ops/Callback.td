// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_CALLBACK_TD
#define BURIN_OPS_CALLBACK_TD

include "compiler/ir/Dialect.td"

def Burin_PureCallbackOp
    : Burin_InferredOp<"pure_callback", [Pure, DeclareOpInterfaceMethods<Burin_KernelOp, ["readsMemory"]>]> {
  let summary = "what a function of the host process gives for each row of its operands";
  let description = [{
    `host_function` is a number of a function of this process (runtime/host_functions.h). The host sees arrays of
    input_types and gives arrays of output_types, for each row along leading axes of the extents `rows`; results have
    all of these axes. (pure_callback_c1) there are as many operands as input_types. (pure_callback_c2) each has, of each
    axis of the rows, the extent, or 1: all rows share it; then it is of its operand_type. (pure_callback_c3) rows holds no
    negative extents. (pure_callback_c4) output_types are arrays, at least one.
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, I64Attr:$host_function, TypeArrayAttr:$input_types,
                   TypeArrayAttr:$output_types, DenseI64ArrayAttr:$rows);
  let results = (outs Variadic<Burin_Tensor>:$outputs);
  let assemblyFormat = "`(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
}

#endif
