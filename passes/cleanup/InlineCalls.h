// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace burin::passes {

/// Replaces the calls in a function, and those in what it calls, by the callees' operations.
llvm::LogicalResult inlineCallsIn(mlir::func::FuncOp function, mlir::SymbolTable &symbols);

/// Removes private functions that no public one reaches.
void dropUnreferenced(mlir::ModuleOp module, mlir::SymbolTable &symbols);
/// Puts a call of the function that gives an operation's values (CallLike::valueCallee) in its place.
void callForValues(ir::CallLike op);

} // namespace burin::passes
