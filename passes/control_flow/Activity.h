// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/autodiff/FunctionTable.h"

namespace burin::passes {

/// Which results of a straight-line function have tangents when the marked arguments do.
llvm::FailureOr<llvm::SmallVector<bool>> resultsWithTangents(mlir::func::FuncOp function,
                                                             llvm::ArrayRef<bool> arguments, FunctionTable &symbols);

/// Which floating results of a function have no cotangent, where the `given` results have one.
llvm::SmallVector<bool> zeroCotangents(mlir::func::FuncOp function, llvm::ArrayRef<bool> given);

} // namespace burin::passes
