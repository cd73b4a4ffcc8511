// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"
#include "compiler/ir/Rules.h"

#include "llvm/ADT/STLFunctionalExtras.h"

/// Axes, extents and indices as plain numbers: what infer, evaluate and batch of data movement speak about.
namespace burin::ir {

using AxisList = llvm::SmallVector<int64_t>;

/// Calls `visit` for every index of the shape in row-major order.
void forEachIndex(llvm::ArrayRef<int64_t> shape, llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);

/// Row-major position of an index.
int64_t positionOf(llvm::ArrayRef<int64_t> index, llvm::ArrayRef<int64_t> shape);

/// By how much the position grows with each axis's index.
AxisList rowMajorStrides(llvm::ArrayRef<int64_t> shape);

void copyElement(Literal &to, int64_t i, const Literal &from, int64_t j);

/// The literal whose element at each index is the element of `from` at source(index).
Literal moveElements(mlir::RankedTensorType type, const Literal &from,
                     llvm::function_ref<AxisList(llvm::ArrayRef<int64_t>)> source);

/// 0, 1, ..., count - 1.
AxisList firstAxes(int64_t count);
/// The axes of `rank` that are not listed, increasing.
AxisList otherAxes(llvm::ArrayRef<int64_t> listed, int64_t rank);
/// The axes after a new leading axis has been put before them.
AxisList behindLeading(llvm::ArrayRef<int64_t> axes);
AxisList prepend(int64_t first, llvm::ArrayRef<int64_t> rest);
/// result[i] = values[order[i]]
AxisList permuted(llvm::ArrayRef<int64_t> values, llvm::ArrayRef<int64_t> order);
AxisList inverted(llvm::ArrayRef<int64_t> permutation);
int64_t product(llvm::ArrayRef<int64_t> extents);

/// True when all are axes of `rank` and none is listed twice.
bool distinctAxes(llvm::ArrayRef<int64_t> axes, int64_t rank);
bool noneNegative(llvm::ArrayRef<int64_t> extents);

} // namespace burin::ir
