// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/AlongAxis.h"
#include "compiler/ops/Elementwise.h"

/// What the rules of Cumulative.td are written with, in the order of the rules.
namespace burin::ir {

llvm::LogicalResult inferCumulative(mlir::Operation *op, int64_t axis, Domain domain, Inference &inference);

llvm::LogicalResult batchCumulative(mlir::Operation *op, int64_t axis, bool reverse, mlir::OpBuilder &b,
                                    Tangents operands, llvm::ArrayRef<bool> batched, int64_t size,
                                    Results<mlir::Value> &results);

/// An accumulator and one more element, as computed (Precision.h).
using Combine =
    llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location, mlir::Value accumulator, mlir::Value element)>;
llvm::LogicalResult lowerCombined(mlir::Operation *op, int64_t axis, bool reverse, KernelBuilder &kernel,
                                  Combine combine);

} // namespace burin::ir
