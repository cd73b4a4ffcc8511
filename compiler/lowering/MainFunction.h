// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/BufferPlan.h"
#include "compiler/lowering/KernelEmission.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace burin::lowering {

/// Gives the kernel in loops that a call of the planned program runs.
using KernelOfCall = llvm::function_ref<const EmittedKernel &(mlir::func::CallOp)>;

/// The native program, `void burin_main(void **argumentsThenResults, void *arena)`: calls of kernels, divided
/// over threads (burin_parallel_for) where the work pays for it.
mlir::LLVM::LLVMFuncOp emitMain(mlir::ModuleOp module, mlir::func::FuncOp program, KernelOfCall kernelOf);

} // namespace burin::lowering
