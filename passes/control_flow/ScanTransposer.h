// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/ControlFlowOps.h"
#include "passes/autodiff/Division.h"
#include "passes/autodiff/FunctionTable.h"

namespace burin::passes {

/// Reverse mode of a scan. The forward scan gives the rows that the backward part of the body reads as more ys; the
/// backward scan goes the other way, with the cotangents of the carry and the sums of those of the captures as its
/// carry.
class ScanTransposer {
public:
  ScanTransposer(ir::ScanOp op, mlir::OpBuilder &b, FunctionTable &symbols);

  /// FlowDerivative::backward.
  llvm::LogicalResult run(llvm::ArrayRef<mlir::Value> cotangents, llvm::ArrayRef<bool> active,
                          llvm::MutableArrayRef<mlir::Value> results);

private:
  class LoopArguments;

  void keepResiduals();
  void emitBackward(llvm::ArrayRef<mlir::Value> cotangents, llvm::MutableArrayRef<mlir::Value> results);
  void addCotangents(LoopArguments &loop, llvm::ArrayRef<mlir::Value> cotangents, unsigned first, unsigned end);
  mlir::Value zerosLike(mlir::Value value);
  /// Arguments of the body from one number to another whose cotangents, results of `backward`, are not zero.
  llvm::SmallVector<unsigned> transposed(mlir::func::FuncOp backward, unsigned first, unsigned end) const;

  ir::ScanOp op;
  mlir::OpBuilder &b;
  FunctionTable &symbols;
  unsigned numCarry, numRows, numArguments;

  llvm::SmallVector<bool> active; ///< arguments of the body that have tangents
  llvm::SmallVector<bool> given;  ///< results of the body that have cotangents
  Derivative body;
  llvm::SmallVector<mlir::Value> kept, keptRows; ///< in body; stacked
};

} // namespace burin::passes
