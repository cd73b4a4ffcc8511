// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_CALLBATCHING_TD
#define BURIN_IR_CALLBATCHING_TD

include "mlir/IR/OpBase.td"

def Burin_CallBatching : OpInterface<"CallBatching"> {
  let description = [{
    An operation that runs functions of the module: over a new leading axis it runs batched functions. What is not batched
    stays so: a result of the operation's own type is the same for all rows.
  }];
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"The call over a new leading axis; operands and batched as for ArrayOp::batch.",
      "::llvm::LogicalResult", "batchCall",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$operands, "::llvm::ArrayRef<bool>":$batched,
           "int64_t":$size, "::burin::ir::FunctionBatcher &":$functions,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$results)>,
  ];
}

#endif
