// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_IR_INTERFACES_TD
#define BURIN_IR_INTERFACES_TD

include "mlir/IR/OpBase.td"

def Burin_ArrayOp : OpInterface<"ArrayOp"> {
  let description = [{
    The rules of an array operation, in the order in which its .cpp states them. A rule that does not apply is refused
    with `refuse(op, rule, reason)`, never left out.
  }];
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<[{
      Result types from operand types and attributes. Existing result types are placeholders and must not be read.
      Violated constraints are reported through `inference`, in the user's words.
    }], "::llvm::LogicalResult", "infer", (ins "::burin::ir::Inference &":$inference)>,
    InterfaceMethod<[{
      The slow, obviously right reference: real elements are computed in long double and rounded once.
    }], "::llvm::LogicalResult", "evaluate",
      (ins "::llvm::ArrayRef<::burin::ir::Literal>":$operands, "::llvm::SmallVectorImpl<::burin::ir::Literal> &":$results)>,
    InterfaceMethod<[{
      Tangents of the results from tangents of the operands. A null tangent is a symbolic zero, on both sides. The op's own
      operands and results are the primal values. What it emits must be linear in the tangents.
    }], "::llvm::LogicalResult", "linearize",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$tangents,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$results)>,
    InterfaceMethod<[{
      Cotangents of the linear operands from cotangents of the results (null: zero). `linear[i]` says that operand i is
      linear; entries of `results` for other operands stay null. `results` comes sized to the operands.
    }], "::llvm::LogicalResult", "transpose",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$cotangents, "::llvm::ArrayRef<bool>":$linear,
           "::llvm::MutableArrayRef<::mlir::Value>":$results)>,
    InterfaceMethod<[{
      The op over a new leading axis of extent `size`. `operands[i]` has that axis iff `batched[i]`. So has each result,
      but for those that keep the type of the op's own: these are the same for all rows.
    }], "::llvm::LogicalResult", "batch",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$operands, "::llvm::ArrayRef<bool>":$batched,
           "int64_t":$size, "::llvm::SmallVectorImpl<::mlir::Value> &":$results)>,
    InterfaceMethod<"Arithmetic of one execution (rule: docs/adding_an_op.md).", "::burin::ir::Cost", "cost">,
  ];
}

def Burin_ElementOp : OpInterface<"ElementOp"> {
  let description = "Lowered by pulling: one result element from elements of the operands; fuses with any consumer.";
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<[{
      Emits the scalar element of result `number` at `index` (one index value per dimension). Elements are signless scalars
      (i1 for bool). Returns null after emitting a diagnostic when the dtype is not supported.
    }], "::mlir::Value", "lowerElement",
      (ins "::burin::ir::ElementReader &":$reader, "::mlir::ValueRange":$index, "unsigned":$number)>,
    InterfaceMethod<[{
      True when recomputing an element in each consumer costs less than storing it (data movement, constants, conversions).
    }], "bool", "cheapToRecompute", (ins), "", "return false;">,
  ];
}

def Burin_KernelOp : OpInterface<"KernelOp"> {
  let description = "Lowered as a loop nest of its own (reductions, contractions, scatters).";
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"Emits the loop nest.", "::llvm::LogicalResult", "lowerKernel", (ins "::burin::ir::KernelBuilder &":$kernel)>,
    InterfaceMethod<"True when the loop nest reads operand `number` from memory; other operands' producers fuse into it.",
      "bool", "readsMemory", (ins "unsigned":$number), "", "return false;">,
    InterfaceMethod<[{
      True when the loop nest can finish each element of its result with elementwise operations that read it at their own
      index (KernelBuilder::finish).
    }], "bool", "finishesElements", (ins), "", "return false;">,
    InterfaceMethod<[{
      Arrays that the loop nest works with, besides operands and results (KernelBuilder::workspaceMemory). All calls of the
      kernel share them: work items use parts of their own.
    }], "::llvm::SmallVector<::mlir::RankedTensorType>", "workspace", (ins), "", "return {};">,
  ];
}

def Burin_CallDerivative : OpInterface<"CallDerivative"> {
  let description = [{
    An operation whose derivative is again a call, so that its linear part is no list of operations. The rules stand with
    the features (passes/remat, passes/custom_rules) and are attached from there. `active[i]` says that operand i carries
    a tangent.
  }];
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"What stands in the forward pass: the op's results, and all that the backward pass reads.",
      "::llvm::LogicalResult", "forward",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<bool>":$active,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$results, "::llvm::SmallVectorImpl<::mlir::Value> &":$residuals)>,
    InterfaceMethod<"Cotangents of the active operands from cotangents of the results (null: zero) and the residuals.",
      "::llvm::LogicalResult", "backward",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$residuals,
           "::llvm::ArrayRef<::mlir::Value>":$cotangents, "::llvm::ArrayRef<bool>":$active,
           "::llvm::MutableArrayRef<::mlir::Value>":$results)>,
    InterfaceMethod<"Forward mode: results and their tangents (null: zero) from tangents of the operands (null: zero).",
      "::llvm::LogicalResult", "pushForward",
      (ins "::mlir::OpBuilder &":$b, "::llvm::ArrayRef<::mlir::Value>":$tangents,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$results,
           "::llvm::SmallVectorImpl<::mlir::Value> &":$resultTangents)>,
  ];
}

def Burin_ReductionOp : OpInterface<"ReductionOp"> {
  let description = [{
    A reduction of operand 0 over axes by an associative operation: acc = identity; acc = combine(acc, element) for each
    element; result = finish(acc). Accumulators may be wider than elements (f16 and bf16 accumulate in f32). combine takes
    elements or accumulators as its second value, scalars or vectors; partial accumulators are combined likewise.
  }];
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"Axes that are removed, increasing.", "::llvm::SmallVector<int64_t>", "reducedAxes">,
    InterfaceMethod<"The scalar accumulator of no element.", "::mlir::Value", "identity",
      (ins "::mlir::OpBuilder &":$b, "::mlir::Location":$loc)>,
    InterfaceMethod<"One more element; no fast-math flags, so that the order is the generator's choice alone.",
      "::mlir::Value", "combine",
      (ins "::mlir::OpBuilder &":$b, "::mlir::Location":$loc, "::mlir::Value":$accumulator, "::mlir::Value":$element)>,
    InterfaceMethod<"The result element, scalar or vector.", "::mlir::Value", "finish",
      (ins "::mlir::OpBuilder &":$b, "::mlir::Location":$loc, "::mlir::Value":$accumulator)>,
  ];
}

def Burin_ArgReductionOp : OpInterface<"ArgReductionOp"> {
  let description = "The index of the element of operand 0 that no earlier one along an axis equals or beats.";
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"The axis that is removed.", "int64_t", "reducedAxis">,
    InterfaceMethod<"i1: a later candidate replaces the best so far.", "::mlir::Value", "beats",
      (ins "::mlir::OpBuilder &":$b, "::mlir::Location":$loc, "::mlir::Value":$candidate, "::mlir::Value":$best)>,
  ];
}

def Burin_CallLike : OpInterface<"CallLike"> {
  let description = "Stands for the execution of functions of the module; expanded before lowering unless it is ControlFlow.";
  let cppNamespace = "::burin::ir";
  let methods = [
    InterfaceMethod<"All functions that the operation names.", "::llvm::SmallVector<::mlir::FlatSymbolRefAttr>", "callees">,
    InterfaceMethod<[{
      The function whose results, on valueOperands(), are this operation's results; null for derivatives, which need passes.
    }], "::mlir::FlatSymbolRefAttr", "valueCallee">,
    InterfaceMethod<"See valueCallee.", "::mlir::OperandRange", "valueOperands">,
  ];
}

#endif
