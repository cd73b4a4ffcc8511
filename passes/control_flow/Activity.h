// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace burin::passes {

/// Which results of a straight-line function have tangents when the marked arguments do.
llvm::FailureOr<llvm::SmallVector<bool>>
resultsWithTangents(mlir::func::FuncOp function, llvm::ArrayRef<bool> arguments, mlir::SymbolTable &symbols);

/// A tangent or cotangent that is known to be zero.
bool isSymbolicZero(mlir::Value value);

} // namespace burin::passes
