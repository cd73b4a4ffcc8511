// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_PASSES_FLOW_DERIVATIVE_TD
#define BURIN_PASSES_FLOW_DERIVATIVE_TD

include "mlir/IR/OpBase.td"

def Burin_FlowDerivative : OpInterface<"FlowDerivative"> {
  let description = [{
    A loop or branch: its derivative is a loop or branch of functions that are made for it, which go into `symbols`. What
    the forward pass has to keep is known when it is known which results have cotangents, so that backward() replaces the
    operation. `active[i]` says that operand i carries a tangent.
  }];
  let cppNamespace = "::burin::passes";
  let methods = [
    InterfaceMethod<"Which results have tangents.", "::llvm::FailureOr<::llvm::SmallVector<bool>>", "resultsWithTangents",
      (ins "::llvm::ArrayRef<bool>":$active, "::burin::passes::FunctionTable &":$symbols)>,
    InterfaceMethod<[{
      Cotangents of the active operands from cotangents of the results (null: zero). Uses of the operation become uses of
      one that gives the same results and what `b` emits reads.
    }], "::llvm::LogicalResult", "backward",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$cotangents, "::llvm::ArrayRef<bool>":$active,
           "::burin::passes::FunctionTable &":$symbols, "::llvm::MutableArrayRef<::mlir::Value>":$results)>,
    InterfaceMethod<"Forward mode: results and their tangents (null: zero) from tangents of the operands (null: zero).",
      "::llvm::LogicalResult", "pushForward",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$tangents, "::burin::passes::FunctionTable &":$symbols,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$results,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$resultTangents)>,
  ];
}

#endif
