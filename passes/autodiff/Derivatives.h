// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "passes/autodiff/FunctionTable.h"

#include "mlir/IR/IRMapping.h"

namespace burin::passes {

/// @f_vjp(args, one cotangent per floating result) -> (results, one cotangent per entry of wrt): the forward
/// operations, then the backward ones. `zero[i]` says that cotangent i is zero; its argument is not read. The function
/// is straight-line.
llvm::FailureOr<mlir::func::FuncOp> buildVjp(mlir::func::FuncOp function, llvm::ArrayRef<int64_t> wrt,
                                             llvm::ArrayRef<bool> zero, FunctionTable &symbols);

/// @f_jvp(args, one tangent per entry of wrt) -> (results, one tangent per floating result).
llvm::FailureOr<mlir::func::FuncOp> buildJvp(mlir::func::FuncOp function, llvm::ArrayRef<int64_t> wrt,
                                             FunctionTable &symbols);

/// One cotangent per floating result of a call, zeros for the null ones: what its derivative function is called with.
llvm::SmallVector<mlir::Value> materializedCotangents(mlir::OpBuilder &b, mlir::Operation *call,
                                                      llvm::ArrayRef<mlir::Value> cotangents);

/// A private copy named @f<suffix>, without attributes of arguments and results. `copies`: of its values.
mlir::func::FuncOp copyFunction(mlir::func::FuncOp function, llvm::StringRef suffix, mlir::SymbolTable &symbols,
                                mlir::IRMapping &copies);
mlir::func::FuncOp copyFunction(mlir::func::FuncOp function, llvm::StringRef suffix, mlir::SymbolTable &symbols);
/// Sets the type of a function from its block arguments and its return.
void updateFunctionType(mlir::func::FuncOp function);

} // namespace burin::passes
