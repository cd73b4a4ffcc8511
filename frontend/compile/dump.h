// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <string_view>

namespace burin::bridge {

/// With BURIN_DUMP=dir: writes the traced program to dir/NNN-name.mlir, before anything else can go wrong with it. A
/// directory that cannot be written is an IoError.
void dump_trace(mlir::ModuleOp program, std::string_view name);

/// The text of a saved trace: a version line, then the module with its locations.
std::string saved_trace(mlir::ModuleOp program);

} // namespace burin::bridge
