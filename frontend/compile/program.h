// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace burin::bridge {

/// A module of its own with copies of `entry` (public) and of the functions that it reaches (private).
mlir::OwningOpRef<mlir::ModuleOp> extract_program(mlir::ModuleOp module, mlir::func::FuncOp entry);

/// Numbers the host functions of the program from 0, so that equal programs are equal whichever functions they call;
/// gives the numbers that they had.
std::vector<std::int64_t> number_host_functions(mlir::ModuleOp program);

/// Equal for programs that compute the same in the same way: the text without locations and names.
std::string program_key(mlir::ModuleOp program);

} // namespace burin::bridge
