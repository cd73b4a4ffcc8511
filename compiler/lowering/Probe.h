// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/FusedReader.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::lowering {

/// Needs the dialects of loadDialects(). Emits one element into a function that is thrown away and looks at
/// what the code does: no rule has to say it twice.
class Probe {
public:
  using Emission = llvm::function_ref<llvm::SmallVector<mlir::Value>(FusedReader &, mlir::ValueRange index)>;

  /// `emit` gives elements at an index of `shape`; it reads `arrays` from memory.
  Probe(mlir::Location loc, llvm::ArrayRef<int64_t> shape, mlir::ValueRange arrays, Emission emit);

  bool failed() const { return failure; }
  /// True when the array is read at the row-major position of the index only (or not at all).
  bool readsOwnPosition(mlir::Value array) const { return strideOf(array) == 1; }
  /// The array is read at the row-major position of the index divided by this; 0: not only there.
  int64_t strideOf(mlir::Value array) const { return strides.lookup_or(array, 1); }
  /// True when element `number` is an element of `array` at the own position, unchanged.
  bool forwards(mlir::Value array) const { return forwarded == array; }
  /// Number of loads of the array.
  unsigned loads(mlir::Value array) const { return loadCounts.lookup(array); }
  /// Arithmetic instructions per element; a division or root counts as several.
  unsigned instructions() const { return instructionCount; }
  /// True when axes `axis` and `axis + 1` may be one loop: all accesses run through them as through one axis.
  bool mergesWithNext(unsigned axis) const { return merges[axis]; }

private:
  void analyzeAccesses(FusedReader &reader, llvm::ArrayRef<int64_t> shape, mlir::ValueRange index,
                       mlir::ValueRange elements);
  /// The first `asked` positions are those that the elements need.
  void analyzeLoops(const Positions &positions, size_t asked, llvm::ArrayRef<int64_t> shape, mlir::ValueRange index,
                    mlir::Block &body);
  void countInstructions(mlir::Block &body);

  bool failure = false;
  llvm::DenseMap<mlir::Value, int64_t> strides;
  llvm::DenseMap<mlir::Value, unsigned> loadCounts;
  mlir::Value forwarded;
  unsigned instructionCount = 0;
  llvm::SmallVector<bool> merges;
};

/// Erases operations without effects whose results are unused.
void eraseDeadOperations(mlir::Operation *root);

/// Adjacent axes that one loop runs over, outermost loop first; unit axes are in no loop.
using LoopAxes = llvm::SmallVector<llvm::SmallVector<int64_t>>;

/// Groups the axes of `shape`; `together(d)` says whether axes d and d + 1 may be one loop besides the
/// probe's consent.
LoopAxes groupAxes(const Probe &probe, llvm::ArrayRef<int64_t> shape,
                   llvm::function_ref<bool(int64_t, int64_t)> together);

} // namespace burin::lowering
