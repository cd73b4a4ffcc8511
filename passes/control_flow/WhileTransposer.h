// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/ControlFlowOps.h"
#include "passes/autodiff/FunctionTable.h"
#include "passes/control_flow/Snapshots.h"

namespace burin::passes {

/// Reverse mode of a while. The forward loop counts its turns and keeps some of its carries (Snapshots). The backward
/// loop goes through the turns from the last to the first: it computes the carry before a turn again, from the nearest
/// one that is kept, and runs the body's vjp there.
class WhileTransposer {
public:
  WhileTransposer(ir::WhileOp op, mlir::OpBuilder &b, FunctionTable &symbols);

  /// FlowDerivative::backward.
  llvm::LogicalResult run(llvm::ArrayRef<mlir::Value> cotangents, llvm::ArrayRef<bool> operands,
                          llvm::MutableArrayRef<mlir::Value> results);

private:
  using Value = mlir::Value;
  using ValueRange = mlir::ValueRange;
  using Values = LoopWriter::Values;

  llvm::LogicalResult differentiate();
  void findMoving();
  Values firstCarry();
  /// Captures, here and below: ..., those of the body, the first carry.
  Values wholeCarry(ValueRange parts, ValueRange captures);
  Values nextCarry(ir::Emit &emit, ValueRange parts, ValueRange captures);

  /// (moving parts of the carry, number of turns, stride, rows of kept carries)
  Values runForward();
  Values forwardTurn(ir::Emit &emit, ValueRange state, ValueRange captures);

  /// From the results of the forward loop: (cotangents of `given` carries, sums of those of `summed` arguments).
  Values runBackward(ValueRange forward, llvm::ArrayRef<Value> cotangents);
  /// State: (turn, top, turns of levels, rows of kept carries, cotangents and sums). Captures: places of levels, ...
  Values backwardTurn(ir::Emit &emit, ValueRange state, ValueRange captures);
  /// (turn, top, turns of levels, rows of kept carries, moving parts) of the turn that is the first of the captures,
  /// which the places of levels follow.
  Values recompute(ir::Emit &emit, ValueRange stack, ValueRange captures);
  Values keepNext(ir::Emit &emit, ValueRange state, ValueRange captures);
  Values addCotangents(ir::Emit &emit, ValueRange parts, ValueRange captures, ValueRange cotangents);

  ir::WhileOp op;
  mlir::OpBuilder &b;
  FunctionTable &symbols;
  unsigned numCarry, numCondCaptures;
  LoopWriter loops;
  Snapshots snapshots;

  llvm::SmallVector<unsigned> moving; ///< carries that a turn may change
  mlir::func::FuncOp vjp;             ///< of the body
  llvm::SmallVector<bool> active;     ///< arguments of the body that have tangents
  llvm::SmallVector<bool> given;      ///< carries that have cotangents
  llvm::SmallVector<unsigned> summed; ///< captures, as arguments of the body, whose cotangents are not zero
};

} // namespace burin::passes
