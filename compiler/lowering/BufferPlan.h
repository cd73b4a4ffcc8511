// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "runtime/executable.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace burin::lowering {

/// Where an array of the program lives during a call.
struct Place {
  enum Kind { argument, result, arena, stack };
  Kind kind = arena;
  int64_t at = 0; ///< number of the argument, result or array on the stack, or bytes from the arena's start

  bool operator==(const Place &) const = default;
  static Place parse(llvm::StringRef text);
  std::string text() const;
};

/// Arrays of loops and branches that are not larger live on the stack of the native function: code generation holds
/// them in registers where it can.
inline constexpr int64_t maxStackBytes = 128;

// Attributes of a program, of the functions of its loops and branches, and of their operations:
//   burin.donors      on the function, before planning: what the caller will donate
//   burin.donations   on the function: which results may have the memory of which arguments
//   burin.arena_bytes on the function; those of a loop or branch have a part of their caller's arena
//   burin.workspace   on calls of kernels that work with more arrays: one text per array; on loops and branches: their
//                     functions' arena; on the end of a loop's body: one per carry that another one's memory gives
//   burin.places      on every operation with results: one text per result ("arena 4096", "result 0", "argument 1")
// Donors and donations are numbers in pairs: argument, result.
inline constexpr llvm::StringLiteral donorsAttr = "burin.donors";
inline constexpr llvm::StringLiteral donationsAttr = "burin.donations";
inline constexpr llvm::StringLiteral arenaBytesAttr = "burin.arena_bytes";
inline constexpr llvm::StringLiteral placesAttr = "burin.places";
inline constexpr llvm::StringLiteral workspaceAttr = "burin.workspace";

/// Tells the plan what calls of the program will donate; it is part of what makes two programs equal.
void setDonors(mlir::func::FuncOp program, llvm::ArrayRef<runtime::Donation> donors);

/// Assigns memory to all arrays of the fused program. Results are written where the caller wants them. An elementwise
/// kernel writes over an operand that dies with it. Arrays that are not live at the same time share the arena. A result
/// that is written when an argument of its size is no longer needed may have the argument's memory: the same code
/// serves calls that give one piece of memory for both and calls that give two.
///
/// Functions of loops and branches are planned first, each as a program of its own. The carry of a loop has one place:
/// a value that its body cannot write there is written beside and copied as the turn ends.
llvm::LogicalResult planBuffers(mlir::ModuleOp module);

/// The program of a module: its public function.
mlir::func::FuncOp programOf(mlir::ModuleOp module);

std::vector<runtime::Donation> donorsOf(mlir::func::FuncOp function);

// Of planned functions.
void setDonations(mlir::func::FuncOp function, llvm::ArrayRef<runtime::Donation> donations);
int64_t arenaBytesOf(mlir::func::FuncOp function);
std::vector<runtime::Donation> donationsOf(mlir::func::FuncOp function);

/// True when result `number` of a loop's body, which is at `place` as its turn ends, has to be set aside before the
/// carry is written: it is at the place of another one.
inline bool standsInCarry(Place place, unsigned number, unsigned carried) {
  return number < carried && place.kind == Place::argument && place.at < carried && place.at != number;
}

/// Bytes of a planned program, without what only code generation knows.
runtime::MemoryPlan memoryPlan(mlir::ModuleOp module);
std::vector<runtime::Donation> plannedDonations(mlir::ModuleOp module);

} // namespace burin::lowering
