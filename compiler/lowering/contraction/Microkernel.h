// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/Index.h"

namespace burin::lowering {

/// One register tile: c[rows, vectors * lanes] (+)= sum over k of a[row, k] * b[k, column]. Strides are in elements;
/// columns of b and c are contiguous.
struct Tile {
  mlir::Value a, aBase;
  int64_t aRowStride = 0, aKStride = 0;
  mlir::Value b, bBase;
  int64_t bKStride = 0;
  mlir::Value c, cBase;
  int64_t cRowStride = 0;
  int64_t rows = 1, vectors = 1, lanes = 1;
  int64_t lastLanes = 1;   ///< valid lanes of the last vector
  bool maskLoads = false;  ///< b has no padding behind its columns
  mlir::Value depth;       ///< extent of k, index
  int64_t unroll = 1;      ///< divides the depth, unless the depth is a constant
  mlir::Value accumulates; ///< i1: add to c; null: store
  bool hasFma = false;
};

void emitTile(const IndexBuilder &ix, const Tile &tile);

/// x * y + z with one rounding where the target has it, else with two.
mlir::Value multiplyAdd(const IndexBuilder &ix, bool hasFma, mlir::Value x, mlir::Value y, mlir::Value z);

} // namespace burin::lowering
