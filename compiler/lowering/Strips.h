// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/KernelBuilder.h"
#include "compiler/lowering/contraction/Index.h"

namespace burin::lowering {

/// Elimination by strips of rows: those of a strip first lose their products with all rows that are solved, in register
/// tiles of the contractions; then they are solved among themselves, which is little work.
class Strips {
public:
  /// Rows of `columns` elements, which lie in `rows` one after the other.
  Strips(ir::KernelBuilder &k, mlir::Value rows, mlir::Type element, int64_t columns);

  /// Emits body(first row, number of rows) for each strip of the first `count` rows.
  void forEach(int64_t count, llvm::function_ref<void(mlir::Value first, int64_t height)> body) const;

  /// Where a strip, the rows that are solved and their coefficients begin, and how far the next one is.
  struct Elimination {
    mlir::Value strip, solved, coefficients, coefficientsAt;
    int64_t rowStride;                                ///< of the strip and of what is solved; negative upwards
    int64_t coefficientRowStride, coefficientKStride; ///< to the next row of the strip, to the next one that is solved
    mlir::Value depth;                                ///< how many rows are solved
  };
  /// strip[i, j] -= sum over k of coefficient[i, k] * solved[k, j] in the columns [first, last); `first` is a multiple
  /// of tileColumns().
  void eliminate(const Elimination &e, int64_t height, mlir::Value first, mlir::Value last) const;

  int64_t tileColumns() const { return vectors * lanes; }

private:
  void eliminateTile(const Elimination &e, int64_t height, mlir::Value column, int64_t width) const;

  ir::KernelBuilder &k;
  IndexBuilder ix;
  mlir::Value rows;
  mlir::Type element;
  int64_t columns, lanes, vectors, height;
};

} // namespace burin::lowering
