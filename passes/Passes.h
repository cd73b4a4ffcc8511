// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>
#include <vector>

/// Program transformations on the array dialect. Each is a function for callers without a pass manager, and a pass of
/// Passes.td, where it is described. Public functions of a module are its entries, private ones are callees.
namespace burin::passes {

llvm::LogicalResult expandDerivatives(mlir::ModuleOp module);
llvm::LogicalResult expandRematerialize(mlir::ModuleOp module);
llvm::LogicalResult dropCustomRules(mlir::ModuleOp module);
/// checkpoint_name is the identity once checkpoints have been expanded.
llvm::LogicalResult dropCheckpointNames(mlir::ModuleOp module);
llvm::LogicalResult inlineCalls(mlir::ModuleOp module);
llvm::LogicalResult simplify(mlir::ModuleOp module);
llvm::LogicalResult checkLeaks(mlir::ModuleOp module);
llvm::LogicalResult verifyStage(mlir::ModuleOp module, llvm::StringRef stage);
/// True for the stages of verifyStage's table; the others are checked by what comes after.
bool knowsStage(llvm::StringRef stage);

/// The texts of check-leaks for one function; empty: no leak.
std::vector<std::string> describeLeaks(mlir::func::FuncOp function);
/// Up to `limit` operations that lead to a value, nearest first: "add f32[4] from model.cpp:12".
std::vector<std::string> describeOrigins(mlir::Value value, int limit);

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/Passes.h.inc"

} // namespace burin::passes
