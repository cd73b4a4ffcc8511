// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelEmission.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace burin::lowering {

/// Emits calls of kernels into the native program.
class KernelCalls {
public:
  /// `entry`: of the function that calls.
  KernelCalls(mlir::ModuleOp module, mlir::OpBuilder &b, mlir::Location loc, mlir::Block *entry);

  void run(const EmittedKernel &kernel, mlir::ArrayRef<mlir::Value> pointers);
  /// Divided over threads (burin_parallel_for).
  void runInParallel(const EmittedKernel &kernel, mlir::ArrayRef<mlir::Value> pointers);

private:
  mlir::Value constant(int64_t value);
  mlir::Value entryOf(mlir::Value table, int64_t number);
  mlir::Value pointerTable(int64_t size);
  std::string packedKernel(mlir::StringRef kernel, unsigned numPointers);

  mlir::ModuleOp module;
  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::LLVM::LLVMPointerType pointer;
  mlir::Block *entry;
  mlir::LLVM::AllocaOp table;
};

} // namespace burin::lowering
