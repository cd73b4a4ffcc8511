// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelEmission.h"
#include "runtime/executable.h"

#include "mlir/IR/BuiltinOps.h"

namespace burin::lowering {

/// Where an array of the program lives during a call.
struct Place {
  enum Kind { argument, result, arena };
  Kind kind = arena;
  int64_t at = 0; ///< number of the argument or result, or bytes from the arena's start

  static Place parse(llvm::StringRef text);
  std::string text() const;
};

// Attributes of a planned program:
//   burin.places      on every operation with results: one text per result ("arena 4096", "result 0",
//   "argument 1") burin.in_place    on calls: operand whose memory each result takes over, -1 for none
//   burin.arena_bytes on the function
inline constexpr llvm::StringLiteral placesAttr = "burin.places";
inline constexpr llvm::StringLiteral inPlaceAttr = "burin.in_place";
inline constexpr llvm::StringLiteral arenaBytesAttr = "burin.arena_bytes";

/// Assigns memory to all arrays of the fused program: results are written where the caller wants them, arrays
/// that are not live at the same time share the arena, and an elementwise kernel writes over an operand that
/// dies with it.
llvm::LogicalResult planBuffers(mlir::ModuleOp module);

/// The program of a module: its public function.
mlir::func::FuncOp programOf(mlir::ModuleOp module);

/// Bytes of a planned program.
runtime::MemoryPlan memoryPlan(mlir::ModuleOp module);

} // namespace burin::lowering
