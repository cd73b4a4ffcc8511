// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/LoopNest.h"
#include "compiler/lowering/Target.h"

namespace burin::lowering {

/// A kernel on arrays: a private function that carries this attribute. Its body is elementwise operations of
/// which all results have one shape, or one KernelOp with the elementwise operations that it pulls.
inline constexpr llvm::StringLiteral kernelAttr = "burin.kernel";

/// The KernelOp of a kernel, or null for an elementwise one.
mlir::Operation *kernelOpOf(mlir::func::FuncOp kernel);

/// Looks at one element of each result of an elementwise kernel.
Probe probeElements(mlir::func::FuncOp kernel);

/// Operand whose memory each result takes over, or -1.
using InPlace = llvm::SmallVector<int>;

/// A kernel in loops over memory: (operands that no result takes over..., results..., lo, hi).
struct EmittedKernel {
  mlir::func::FuncOp function;
  int64_t items = 1;
  double itemCycles = 0;
};

mlir::FailureOr<EmittedKernel> emitKernel(mlir::func::FuncOp kernel, llvm::StringRef name, const InPlace &inPlace,
                                          const Target &target);

} // namespace burin::lowering
