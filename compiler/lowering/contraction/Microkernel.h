// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/Index.h"

namespace burin::lowering {

/// A register tile: c[rows, vectors * lanes] (+)= or -= sum over k of a[row, k] * b[k, column]. Columns of b and c are
/// contiguous. Strides and depth are arguments, so that one function of the module serves all contractions.
struct Microkernel {
  mlir::Type element;
  int64_t rows = 1, vectors = 1, lanes = 1;
  bool hasFma = false;
  bool ragged = false;    ///< the last vector has fewer valid lanes
  bool maskLoads = false; ///< ragged, and b has no padding behind its columns
  bool subtracts = false; ///< c -=, whatever Tile::accumulates says
};

/// The arguments of one call: LLVM pointers, strides in elements and extents of type index.
struct Tile {
  mlir::Value a, b, c;
  mlir::Value aRowStride, aKStride, bKStride, cRowStride;
  mlir::Value depth;       ///< extent of k
  mlir::Value lastLanes;   ///< valid lanes of the last vector
  mlir::Value accumulates; ///< i1: add to c instead of storing
};

void emitTile(const IndexBuilder &ix, const Microkernel &kernel, const Tile &tile);

/// x * y + z with one rounding where the target has it, else with two.
mlir::Value multiplyAdd(const IndexBuilder &ix, bool hasFma, mlir::Value x, mlir::Value y, mlir::Value z);

} // namespace burin::lowering
