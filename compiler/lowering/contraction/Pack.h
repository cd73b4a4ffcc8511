// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/Index.h"

namespace burin::lowering {

/// One side of the contraction as a matrix of `lines` (rows of a, columns of b) by k.
struct PackSource {
  mlir::Value memory, base;
  llvm::ArrayRef<ContractionAxis> lines, k;
  int64_t ContractionAxis::*stride = nullptr;
  int64_t extent = 1; ///< lines
};

struct PackedPanel {
  mlir::Value memory, base;
  int64_t width = 1;  ///< lines, with padding; element (line, k) stands at base + k * width + line
  int64_t vector = 1; ///< lines moved at once; divides the width
  bool exact = false; ///< panels start at multiples of the width
};

/// Copies the lines [line, line + width) and [begin, begin + depth) of k. Lines beyond the extent repeat the last one.
void emitPack(const IndexBuilder &ix, const PackSource &source, const PackedPanel &panel, mlir::Value line,
              mlir::Value begin, mlir::Value depth);

} // namespace burin::lowering
