// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelBuilder.h"

#include <functional>

namespace burin::lowering {

/// What sorting one line of several arrays depends on.
struct LineOrder {
  llvm::SmallVector<mlir::Type> elements; ///< of all arrays
  unsigned numKeys = 1;                   ///< the first arrays
  int64_t extent = 0;
  int64_t kept = 0; ///< elements of the result: the first ones
  bool descending = false;
  bool worksInResult = true; ///< it has all elements, one beside the other: passes may use it as a work line

  /// Short lines need no memory but the stack.
  bool isShort() const;
  /// Times that the elements of a long line move.
  unsigned passes() const;
  double cycles() const;
};

/// A line of each array in memory.
struct Line {
  llvm::SmallVector<mlir::Value> arrays;
  std::function<mlir::Value(mlir::Value place)> position;
};

/// Where the elements of a line come from and go to.
struct LineMoves {
  std::function<llvm::SmallVector<mlir::Value>(mlir::Value place)> source;
  Line result;
  llvm::SmallVector<Line> work; ///< as many as numWorkLines
};

/// Lines of memory besides the result: moves between passes need two places.
unsigned numWorkLines(const LineOrder &order);

/// Emits the sort of one line; elements of equal keys keep their order. Short lines: each element goes to the number of
/// those before it. Long lines: radix sort, from the last digit of the last key to the first of the first. No branch
/// depends on the elements.
void emitLineSort(ir::KernelBuilder &k, const LineOrder &order, const LineMoves &moves);

} // namespace burin::lowering
