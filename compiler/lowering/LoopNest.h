// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/Probe.h"

namespace burin::lowering {

/// Emits for (iv = lo; iv < hi; ++iv) body(iv) at the builder's place and leaves the builder behind the loop.
/// A loop known to run once becomes its body.
void emitLoop(mlir::OpBuilder &b, mlir::Location loc, mlir::Value lo, mlir::Value hi,
              llvm::function_ref<void(mlir::Value)> body);

/// Sum of indices, which does not wrap around.
mlir::Value addIndex(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, mlir::Value y);

/// Nested loops over `extents`, outermost first.
void emitLoops(FusedReader &reader, llvm::ArrayRef<int64_t> extents,
               llvm::function_ref<void(llvm::ArrayRef<mlir::Value>)> body);

/// index[axes[i]] = values[i]
void placeAlong(llvm::ArrayRef<int64_t> axes, mlir::ValueRange values, llvm::MutableArrayRef<mlir::Value> index);

/// Extents of the loops, and the index of `shape` from the loops' variables.
llvm::SmallVector<int64_t> loopExtents(const LoopAxes &loops, llvm::ArrayRef<int64_t> shape);
llvm::SmallVector<mlir::Value> indexFromLoops(FusedReader &reader, const LoopAxes &loops, llvm::ArrayRef<int64_t> shape,
                                              mlir::ValueRange variables);

} // namespace burin::lowering
