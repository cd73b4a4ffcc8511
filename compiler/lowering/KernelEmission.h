// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/LoopNest.h"
#include "compiler/lowering/Target.h"

namespace burin::lowering {

/// A kernel on arrays: a private function that carries this attribute. Its body is elementwise operations of
/// which all results have one shape, or one KernelOp with the elementwise operations that it pulls, or that finish its
/// elements (KernelOp::finishesElements), or a row kernel: reductions over trailing axes of one RowSpace, with what is
/// elementwise before, between and behind.
inline constexpr llvm::StringLiteral kernelAttr = "burin.kernel";

/// True when elements of the results are computed from elements: for all kernels but those of a KernelOp alone, and of
/// rows, which are read several times.
bool worksInPlace(mlir::func::FuncOp kernel);

/// Looks at one element of each result of such a kernel.
Probe probeElements(mlir::func::FuncOp kernel);

/// True when arrays of both types may lie in one piece of memory, element on element.
bool sameElements(mlir::RankedTensorType a, mlir::RankedTensorType b);

/// True when result `number` may have the memory of the argument; for kernels that work in place.
bool mayWriteOver(mlir::func::FuncOp kernel, const Probe &probe, mlir::BlockArgument argument, unsigned number);

/// Arrays that the kernel works with besides its operands and results (KernelOp::workspace).
llvm::SmallVector<mlir::RankedTensorType> workspaceOf(mlir::func::FuncOp kernel);

/// A kernel in loops over memory: (operands..., results..., workspace..., lo, hi). Pointers of results may be equal to
/// those of operands that they may write over; otherwise results share no memory.
struct EmittedKernel {
  mlir::func::FuncOp function;
  int64_t items = 1;
  double itemCycles = 0;
  double itemCopyCycles = 0; ///< of itemCycles, what a call that updates an operand in place does not spend

  /// Whether the work of a call is divided over threads. A kernel that runs as a whole may ignore lo and hi: LLVM
  /// compiles constant bounds in less time to less code.
  bool isDivided(bool inPlace = false) const;

  /// Items of one range when the work is divided; from 64 on whole cache lines of any element type.
  int64_t grain() const;
};

// What code generation must know of a kernel: attributes of its function.
/// No iteration of its loops depends on another one.
inline constexpr llvm::StringLiteral elementwiseAttr = "burin-elementwise";
/// The same, of its innermost loops.
inline constexpr llvm::StringLiteral independentInnermostAttr = "burin-independent-innermost";
/// It works with a few elements: in a loop of the program its code stands in the loop.
inline constexpr llvm::StringLiteral smallAttr = "burin-small";
/// Its results do not fit in the caches: they are written past them. Its ranges begin at whole cache lines.
inline constexpr llvm::StringLiteral streamingAttr = "burin-streaming";

mlir::FailureOr<EmittedKernel> emitKernel(mlir::func::FuncOp kernel, llvm::StringRef name, const Target &target);

} // namespace burin::lowering
