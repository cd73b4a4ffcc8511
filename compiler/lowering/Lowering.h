// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"

namespace burin::lowering {

inline constexpr llvm::StringLiteral mainSymbol = "burin_main", parallelForSymbol = "burin_parallel_for",
                                     scratchSymbol = "burin_scratch", hostCallSymbol = "burin_host_call";
/// Behind the name of a kernel: the function of burin_parallel_for's form that calls it.
inline constexpr llvm::StringLiteral parallelSuffix = "_parallel";

/// Dialects that lowering emits.
void registerDialects(mlir::DialectRegistry &registry);
/// Loads them; whoever emits elements needs them.
void loadDialects(mlir::MLIRContext *context);

/// Turns a planned module (BufferPlan.h) into the LLVM dialect: one function per kernel, and burin_main.
llvm::LogicalResult lowerToLLVM(mlir::ModuleOp module, const Target &target);

/// Its first half: kernels as loops over memory (scf, arith, math, memref, vector) and burin_main as calls of
/// them.
llvm::LogicalResult lowerToLoops(mlir::ModuleOp module, const Target &target);

/// Its second half: conversion to the LLVM dialect.
llvm::LogicalResult convertToLLVM(mlir::ModuleOp module);

} // namespace burin::lowering
