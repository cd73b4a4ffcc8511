// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelEmission.h"
#include "runtime/executable.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::lowering {

/// One piece of memory of a fused program. Renamed arrays share one.
struct Buffer {
  mlir::Value array; ///< that is written to it first
  bool isArgument = false;
  int result = -1;        ///< number of the result that it is
  int donor = -1;         ///< of a result: buffer of the argument whose memory it may have
  bool isDonated = false; ///< of an argument: a result has it as donor
  int first = 0;          ///< step that writes it first; 0 for arguments
  int last = -1;          ///< step that reads it last
  int mergedInto = -1;    ///< its kernel's result takes the memory over
  int64_t offset = 0;     ///< in the arena
};

/// The memory that a fused program needs before any of it is shared, and what may be shared.
class Buffers {
public:
  Buffers(mlir::ModuleOp module, mlir::func::FuncOp program) : module(module), program(program) {}

  /// Steps of the program are numbered from 1.
  llvm::LogicalResult find();

  int numberOf(mlir::Value array) const { return numbers.lookup(array); }
  Buffer &of(mlir::Value array) { return all[numberOf(array)]; }
  int rootOf(mlir::Value array) const;

  static mlir::RankedTensorType typeOf(const Buffer &buffer);
  static int64_t bytesOf(const Buffer &buffer);

  /// Bytes of the arrays that a step works with besides its operands and results. All functions of a loop or branch
  /// share one.
  llvm::SmallVector<int64_t> workspaceOf(mlir::Operation *step);

  /// True when the step may write the result over the operand: a kernel that reads nothing else of the operand when it
  /// writes an element, a loop that carries it, branches of which each may do so.
  bool mayWriteOver(mlir::Operation *step, unsigned operand, mlir::OpResult result);
  /// True when the memory of argument `donor` may be written from step `first` on, where `array` is defined.
  bool mayReplace(const Buffer &donor, int first, mlir::Value array);
  /// Result `number` gets memory of its own, or that of the same array among the results from `others` on.
  void giveBack(unsigned number, unsigned others);
  /// The kernel's result takes over the operand's memory.
  void merge(int operand, int result);

  llvm::SmallVector<Buffer> all;
  llvm::SmallVector<std::pair<mlir::Operation *, int>> steps; ///< calls of kernels, and ControlFlow, with their numbers
  llvm::SmallVector<int> arguments, results;                  ///< buffers by number; -1 for results that are copies

private:
  mlir::func::FuncOp kernelOf(mlir::func::CallOp call);
  bool kernelMayWriteOver(mlir::func::CallOp call, unsigned operand, unsigned result);
  const Probe &probeOf(mlir::func::FuncOp kernel);
  void define(mlir::Value array, int step, bool isArgument);

  mlir::ModuleOp module;
  mlir::func::FuncOp program;
  llvm::DenseMap<mlir::Value, int> numbers;
  llvm::DenseMap<mlir::Operation *, std::unique_ptr<Probe>> probes;
};

/// Chooses for donated arguments the results that may have their memory.
class DonationPlan {
public:
  explicit DonationPlan(Buffers &buffers) : buffers(buffers) {}

  /// Of the body of a loop: its first results go where its first arguments are. Those that are written too early for
  /// that stand beside, and are copied.
  void pairCarried(unsigned count);

  /// Pairs what will be donated; comes before buffers are merged, so that a result prefers the memory of its donor.
  void pairDonors(llvm::ArrayRef<runtime::Donation> donors);
  /// Pairs other arguments and results where it changes nothing else: a call may donate more than was foreseen.
  void pairOthers();

private:
  bool pair(int argument, int result);
  void pairInKernels(llvm::function_ref<bool(const Buffer &)> wanted);
  void pairByTime(llvm::function_ref<bool(const Buffer &)> wanted);

  Buffers &buffers;
};

} // namespace burin::lowering
