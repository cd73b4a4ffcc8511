// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/autodiff/FunctionTable.h"

/// Of the body of a loop: its first arguments, the carry, are its first results of the turn before.
namespace burin::passes {

/// Marks the carries that get tangents on the way, given the arguments that have some. Tells which results have
/// tangents.
llvm::FailureOr<llvm::SmallVector<bool>> spreadOverCarry(mlir::func::FuncOp body, unsigned numCarry,
                                                         llvm::MutableArrayRef<bool> arguments, FunctionTable &symbols);

/// The vjp of the body by its active arguments, for cotangents of `given` results. Marks the carries that get
/// cotangents on the way.
llvm::FailureOr<mlir::func::FuncOp> vjpOfBody(mlir::func::FuncOp body, unsigned numCarry, llvm::ArrayRef<bool> active,
                                              llvm::MutableArrayRef<bool> given, FunctionTable &symbols);

} // namespace burin::passes
