// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_ELEMENTWISE_TD
#define BURIN_OPS_ELEMENTWISE_TD

include "compiler/ir/Dialect.td"

class Burin_UnaryOp<string mnemonic, list<Trait> traits = []>
    : Burin_PureOp<mnemonic, !listconcat(traits, [DeclareOpInterfaceMethods<Burin_ElementOp>])> {
  let arguments = (ins Burin_Tensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
}

def Burin_NegOp : Burin_UnaryOp<"neg"> { let summary = "-x"; }

#endif
