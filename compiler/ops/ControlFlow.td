// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef BURIN_OPS_CONTROLFLOW_TD
#define BURIN_OPS_CONTROLFLOW_TD

include "compiler/ir/ControlFlow.td"
include "compiler/ops/CallClasses.td"

// Loops and branches. Captures are operands that a function reads besides what the loop or branch gives it. operand_counts
// gives the extents of the groups of operands (c4).
class Burin_ControlFlowOp<string mnemonic>
    : Burin_NamingOp<mnemonic, "its derivative is made of functions by passes/control_flow",
                     !listconcat([DeclareOpInterfaceMethods<Burin_ControlFlow>], Burin_Batched)>;

def Burin_WhileOp : Burin_ControlFlowOp<"while"> {
  let summary = "carry = body(carry) as long as cond(carry); the last carry";
  let description = [{
    Operands: carry, captures of cond, captures of body. cond: (carry, its captures) -> bool[]. body: (carry, its captures)
    -> carry. checkpoints: how many carries reverse mode keeps, 0 for the default; not negative (while_c5).
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, FlatSymbolRefAttr:$cond, FlatSymbolRefAttr:$body,
                   DenseI64ArrayAttr:$operand_counts, DefaultValuedAttr<I64Attr, "0">:$checkpoints);
  let assemblyFormat = "$cond `do` $body `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
  let extraClassDeclaration = [{
    ::mlir::OperandRange carry();
    ::mlir::OperandRange condCaptures();
    ::mlir::OperandRange bodyCaptures();
  }];
}

def Burin_ScanOp : Burin_ControlFlowOp<"scan"> {
  let summary = "(carry, row of ys) = body(carry, row of xs), for each row; the last carry, and ys";
  let description = [{
    Operands: carry, xs, captures. body: (carry, a row of each x, captures) -> (carry, a row of each y). Results: carry, ys.
    Rows lie along the leading axis, whose extent is length in all xs (scan_c5) and ys; length is not negative (scan_c6).
    reverse: from the last row to the first, which still is row 0 of ys. unroll: so many rows per turn of the loop, from 1
    (scan_c7); the result is the same.
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, FlatSymbolRefAttr:$body, DenseI64ArrayAttr:$operand_counts,
                   I64Attr:$length, DefaultValuedAttr<BoolAttr, "false">:$reverse,
                   DefaultValuedAttr<I64Attr, "1">:$unroll);
  let assemblyFormat = "$body `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
  let extraClassDeclaration = [{
    ::mlir::OperandRange carry();
    ::mlir::OperandRange xs();
    ::mlir::OperandRange captures();
    ::mlir::ResultRange carryResults();
    ::mlir::ResultRange ys();
  }];
}

def Burin_CaseOp : Burin_ControlFlowOp<"case"> {
  let summary = "the results of branch number index";
  let description = [{
    Operands: index (int32[], moved into the range of branches), operands, captures of each branch. Branch k: (operands, its
    captures) -> results. operand_counts: operands, captures of branch 0, of branch 1, ...; there is a branch (case_c5).
  }];
  let arguments = (ins Variadic<Burin_Tensor>:$inputs, FlatSymbolRefArrayAttr:$branches,
                   DenseI64ArrayAttr:$operand_counts);
  let assemblyFormat = "$branches `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)";
  let extraClassDeclaration = [{
    ::mlir::Value index();
    /// What all branches are given.
    ::mlir::OperandRange shared();
    ::mlir::OperandRange capturesOf(unsigned branch);
    /// (operands, captures) of one branch.
    ::llvm::SmallVector<::mlir::Value> argumentsOf(unsigned branch);
  }];
}

#endif
