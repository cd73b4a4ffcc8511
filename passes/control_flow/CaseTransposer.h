// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/ControlFlowOps.h"
#include "passes/autodiff/Division.h"
#include "passes/autodiff/FunctionTable.h"

#include <vector>

namespace burin::passes {

/// Reverse mode of a case. The forward case also gives what the backward parts of the branches read, in slots that
/// branches share by type; the backward case is on the same index. What a branch does not compute or read is zero.
class CaseTransposer {
public:
  CaseTransposer(ir::CaseOp op, mlir::OpBuilder &b, FunctionTable &symbols) : op(op), b(b), symbols(symbols) {}

  /// FlowDerivative::backward.
  llvm::LogicalResult run(llvm::ArrayRef<mlir::Value> cotangents, llvm::ArrayRef<bool> active,
                          llvm::MutableArrayRef<mlir::Value> results);

private:
  struct Branch {
    llvm::SmallVector<unsigned> operands; ///< of the case, that are its arguments
    llvm::SmallVector<bool> active;       ///< arguments
    Derivative derivative;
    llvm::SmallVector<mlir::Value> kept;
    llvm::SmallVector<unsigned> slots; ///< of kept
    mlir::func::FuncOp backward;
  };

  llvm::LogicalResult differentiate(unsigned number, llvm::ArrayRef<bool> active, llvm::ArrayRef<bool> given);
  void assignSlots(Branch &branch);
  mlir::ValueRange emitForward();
  mlir::func::FuncOp forwardOf(const Branch &branch);
  void emitBackward(llvm::ArrayRef<mlir::Value> cotangents, mlir::ValueRange kept,
                    llvm::MutableArrayRef<mlir::Value> results);
  /// Cotangent that a branch returns for an operand; null: zero, or the operand is not the branch's.
  mlir::Value returned(const Branch &branch, unsigned operand);
  void rearrange(const Branch &branch, llvm::ArrayRef<unsigned> read, llvm::ArrayRef<bool> given,
                 llvm::ArrayRef<unsigned> targets);

  ir::CaseOp op;
  mlir::OpBuilder &b;
  FunctionTable &symbols;
  std::vector<Branch> branches;
  llvm::SmallVector<mlir::Type> slots;
};

} // namespace burin::passes
