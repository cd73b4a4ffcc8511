// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_REDUCE_TD
#define BURIN_OPS_REDUCE_TD

include "compiler/ir/Dialect.td"

class Burin_ReduceOp<string mnemonic, string meaning>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_KernelOp>, DeclareOpInterfaceMethods<Burin_ReductionOp>]> {
  let summary = meaning;
  let description = "(" # mnemonic # "_c1) axes are distinct axes of the operand.";
  let arguments = (ins Burin_Tensor:$x, DenseI64ArrayAttr:$axes);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
}

// reduce_sum_c2: numeric.
def Burin_ReduceSumOp : Burin_ReduceOp<"reduce_sum", "sum over axes, which are removed; f16 and bf16 accumulate in f32">;
def Burin_ReduceMaxOp : Burin_ReduceOp<"reduce_max", "maximum over axes (bool: any); NaN if there is one">;
def Burin_ReduceMinOp : Burin_ReduceOp<"reduce_min", "minimum over axes (bool: all); NaN if there is one">;

class Burin_ArgOp<string mnemonic, string meaning>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_KernelOp>, DeclareOpInterfaceMethods<Burin_ArgReductionOp>]> {
  let summary = meaning;
  let description = "(" # mnemonic # "_c1) axis is an axis of the operand, not of extent 0. (" # mnemonic #
                    "_c2) dtype is an integer.";
  let arguments = (ins Burin_Tensor:$x, I64Attr:$axis, TypeAttr:$dtype);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
}

def Burin_ArgmaxOp : Burin_ArgOp<"argmax", "index of the first maximum; NaN counts as the extreme">;
def Burin_ArgminOp : Burin_ArgOp<"argmin", "index of the first minimum; NaN counts as the extreme">;

#endif
