// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/BufferPlan.h"
#include "compiler/lowering/KernelCalls.h"
#include "compiler/lowering/MainFunction.h"
#include "compiler/ops/ControlFlowOps.h"

#include <optional>

namespace burin::lowering {

/// One function of the program where it runs: the program itself, or the body of a loop, a condition, a branch.
struct Frame {
  mlir::func::FuncOp function;
  unsigned carried = 0;                              ///< ControlFlow::carriedBy
  llvm::SmallVector<mlir::Value> arguments, results; ///< pointers; those of the program stand in its table
  int64_t arena = 0;                                 ///< where its part of the arena begins
  llvm::DenseMap<mlir::Value, Place> places;
  llvm::DenseMap<int64_t, mlir::Value> stack; ///< allocated
};

/// Emission of the native program. Loops and branches become blocks of it.
class MainEmission {
public:
  MainEmission(mlir::ModuleOp module, mlir::func::FuncOp program, KernelOfCall kernelOf);

  mlir::LLVM::LLVMFuncOp run();

private:
  // MainFunction.cpp
  void emitFunction(Frame &frame);
  void emitStep(Frame &frame, mlir::Operation *op);
  void emitKernel(Frame &frame, mlir::func::CallOp call);
  void emitResults(Frame &frame);

  // MainControlFlow.cpp
  void emitWhile(Frame &frame, ir::WhileOp op);
  void emitScan(Frame &frame, ir::ScanOp op);
  void emitCase(Frame &frame, ir::CaseOp op);
  using Turn = llvm::function_ref<void(mlir::Value number)>;
  void emitTurns(int64_t first, int64_t end, int64_t step, Turn turn);
  Frame frameOf(Frame &caller, ir::ControlFlow op, unsigned callee);
  llvm::SmallVector<mlir::Value> enterCarry(Frame &frame, mlir::Operation *op, unsigned count);
  void leaveCarry(Frame &frame, mlir::Operation *op, mlir::ArrayRef<mlir::Value> carry);
  mlir::Value captured(Frame &frame, mlir::Value array);

  bool isProgram(const Frame &frame) const { return frame.function == program; }
  Place placeOf(const Frame &frame, mlir::Value array) const { return frame.places.lookup(array); }
  mlir::Value pointerTo(Frame &frame, Place place);
  mlir::Value pointerTo(Frame &frame, mlir::Value array) { return pointerTo(frame, placeOf(frame, array)); }
  mlir::Value onStack(int64_t bytes);
  mlir::Value tableEntry(int64_t number);
  mlir::Value offset(mlir::Value base, mlir::Value bytes);
  mlir::Value constant(int64_t value);
  void copy(mlir::Value to, mlir::Value from, int64_t bytes);
  static int64_t bytesOf(mlir::Value array);

  mlir::Block *newBlock(mlir::TypeRange arguments = {});
  void goTo(mlir::Block *block, mlir::ValueRange arguments = {});
  void enter(mlir::Block *block) { b.setInsertionPointToEnd(block); }

  mlir::ModuleOp module;
  mlir::func::FuncOp program;
  KernelOfCall kernelOf;
  mlir::OpBuilder b;
  mlir::Location loc;
  mlir::LLVM::LLVMPointerType pointer;
  mlir::Block *entry = nullptr;
  std::optional<KernelCalls> calls;
};

} // namespace burin::lowering
