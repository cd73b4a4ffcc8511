// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_BITCAST_TD
#define BURIN_OPS_BITCAST_TD

include "compiler/ops/ElementwiseClasses.td"

// Of one array, as elements of another width.
class Burin_RecastOp<string mnemonic, Derivative derivative, Work work>
    : Burin_PureOp<mnemonic, [DeclareOpInterfaceMethods<Burin_ElementOp, ["cheapToRecompute"]>]> {
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  string batch = [{
    ::llvm::LogicalResult $cppClass::batch(::mlir::OpBuilder &b, ::llvm::ArrayRef<::mlir::Value> operands,
                                           ::llvm::ArrayRef<bool> batched, int64_t size,
                                           ::llvm::SmallVectorImpl<::mlir::Value> &results) {
      return batchElementwise(*this, b, operands, batched, size, results);
    }
  }];
  let extraClassDefinition = verify # batch # derivative.definition # work.definition;
}

def Burin_BitcastConvertOp : Burin_RecastOp<"bitcast_convert", ZeroTangent, Movement> {
  let summary = "the same bits as another dtype; elements of other widths add or remove a last axis";
  let description = [{
    (bitcast_convert_c1) neither dtype is bool. (bitcast_convert_c2) to a dtype k times wider, the last axis has extent k and
    is removed; to one k times narrower, an axis of extent k is added. The least significant part comes first.
  }];
  let arguments = (ins Burin_Tensor:$x, TypeAttr:$dtype);
}

#endif
