// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>

namespace burin::bridge {

/// A module of its own with copies of `entry` (public) and of the functions that it reaches (private).
mlir::OwningOpRef<mlir::ModuleOp> extract_program(mlir::ModuleOp module, mlir::func::FuncOp entry);

/// Equal for programs that compute the same in the same way: the text without locations and names.
std::string program_key(mlir::ModuleOp program);

} // namespace burin::bridge
