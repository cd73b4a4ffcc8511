// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/compiler/compiler.h"

#include "mlir/IR/BuiltinOps.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The composition root: which passes, then which lowering, then code generation.
namespace burin::bridge {

void register_dialects(mlir::DialectRegistry &registry);

// Stages, in order: traced, vjp, remat, clean, fused, planned, llvm, asm.

/// Runs the stages on `module` (whose public function is the program) up to and including `last`. Throws the typed
/// error of a stage that fails.
void run_until(mlir::ModuleOp module, std::string_view last);

/// Text of the module after `stage`.
std::string stage_text(mlir::ModuleOp module, std::string_view stage);

/// Arithmetic of the program: of its operations before fusion.
runtime::ProgramCost program_cost(mlir::ModuleOp module);

/// See runtime::Session::recorded_cost.
runtime::ProgramCost recorded_cost(mlir::ModuleOp module);

/// See runtime::Session::saved_values.
std::vector<runtime::SavedValue> saved_values(mlir::ModuleOp module, std::size_t first_cotangent,
                                              std::size_t cotangents);

/// Runs passes by name (passes/Passes.td), comma-separated; UnsupportedError for an unknown name.
void run_named_passes(mlir::ModuleOp module, std::string_view names);

/// Runs all stages and gives the program. The module is used up.
std::shared_ptr<const runtime::Executable> compile_module(mlir::ModuleOp module);

} // namespace burin::bridge
