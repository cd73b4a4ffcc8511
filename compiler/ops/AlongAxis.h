// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Emit.h"
#include "compiler/ops/Indices.h"

/// What the rules of operations that run along one axis are written with.
namespace burin::ir {

/// Visits the lines of an array along an axis: the position of the first element, and the distance of neighbours.
void forEachLine(llvm::ArrayRef<int64_t> shape, int64_t axis, llvm::function_ref<void(int64_t, int64_t)> visit);

/// Fails with "`name` is 3; expected an axis of (2, 4)".
llvm::LogicalResult checkAxis(llvm::StringRef name, int64_t axis, llvm::ArrayRef<int64_t> shape, Inference &inference);

/// Of each element the one before it along the axis (reverse: behind it); `filler`, a scalar, where there is none.
mlir::Value shiftedAlong(Emit &e, mlir::Value x, int64_t axis, bool reverse, mlir::Value filler);

/// i32, or i64 for axes that it cannot count.
mlir::Type indexType(Emit &e, int64_t extent);

} // namespace burin::ir
