// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/Contraction.h"

namespace burin::lowering {

enum class Method {
  tiles, ///< register tiles, vectors along n
  dots,  ///< vectors along k: few rows or columns, k contiguous in both operands
  plain, ///< scalar loops: integers, bool, f16, bf16
};

/// Everything that the emitter must know, decided from the shape and the target alone.
struct ContractionPlan {
  ContractionShape shape; ///< axes merged; unit axes gone
  int64_t batches = 1, m = 1, n = 1, k = 1;
  Method method = Method::plain;
  bool swapped = false; ///< a and b changed places (c is a vector)

  int64_t lanes = 1;       ///< elements per vector
  int64_t tileVectors = 1; ///< vectors per row of a full tile
  int64_t tileRows = 1;    ///< rows of the first `highPanels` row panels; the others have one less
  int64_t rowPanels = 1, highPanels = 1;
  int64_t colPanels = 1;
  int64_t packedRows = 1; ///< row stride of packed A: tileRows rounded up
  int64_t kBlock = 1, kBlocks = 1;
  int64_t rowBlock = 1, colBlock = 1; ///< panels per cache block
  bool packA = false, packB = false;

  bool splitsColumns = false; ///< each batch is divided by column panels instead of row panels
  int64_t parts = 1;          ///< per batch

  int64_t tileColumns() const { return tileVectors * lanes; }
  /// Columns of the last column panel.
  int64_t lastColumns() const { return n - (colPanels - 1) * tileColumns(); }
  int64_t chunks() const { return batches * parts; }
  int64_t elementBytes() const { return shape.element.getIntOrFloatBitWidth() / 8; }
  int64_t packedABytes() const { return packA ? rowBlock * packedRows * kBlock * elementBytes() : 0; }
  int64_t packedBBytes() const { return packB ? colBlock * tileColumns() * kBlock * elementBytes() : 0; }
};

ContractionPlan planContraction(const ContractionShape &shape, const Target &target);

/// Axes that compose into one become one; unit axes go.
llvm::SmallVector<ContractionAxis, 2> mergedAxes(llvm::ArrayRef<ContractionAxis> axes);

int64_t extentOf(llvm::ArrayRef<ContractionAxis> axes);

} // namespace burin::lowering
