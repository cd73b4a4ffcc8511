// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace burin::lowering {

/// Declares a function of the runtime in the module around the insertion point, unless it has it.
inline void declareRuntimeFunction(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::Type result,
                                   llvm::ArrayRef<mlir::Type> arguments) {
  auto module = b.getInsertionBlock()->getParentOp()->getParentOfType<mlir::ModuleOp>();
  if (module.lookupSymbol(name))
    return;
  mlir::OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(module.getBody());
  mlir::LLVM::LLVMFuncOp::create(b, loc, name, mlir::LLVM::LLVMFunctionType::get(result, arguments));
}

} // namespace burin::lowering
