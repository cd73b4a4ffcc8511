// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/AlongAxis.h"
#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Monoid.h"

/// What the rules of Cumulative.td are written with, in the order of the rules.
namespace burin::ir {

llvm::LogicalResult inferCumulative(mlir::Operation *op, int64_t axis, Domain domain, Inference &inference);

/// Accumulates without rounding in between.
llvm::LogicalResult evaluateCumulative(mlir::Operation *op, int64_t axis, bool reverse, const Literal &x, Monoid monoid,
                                       Results<Literal> &results);

llvm::LogicalResult batchCumulative(mlir::Operation *op, int64_t axis, bool reverse, mlir::OpBuilder &b,
                                    Tangents operands, llvm::ArrayRef<bool> batched, int64_t size,
                                    Results<mlir::Value> &results);

/// Per element, but for the first of each line.
Cost cumulativeCost(mlir::Operation *op, int64_t axis, uint64_t flops = 1, uint64_t transcendentals = 0);

/// An accumulator and one more element, as computed (Precision.h).
using Combine =
    llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location, mlir::Value accumulator, mlir::Value element)>;
llvm::LogicalResult lowerCombined(mlir::Operation *op, int64_t axis, bool reverse, KernelBuilder &kernel,
                                  Combine combine);

} // namespace burin::ir
