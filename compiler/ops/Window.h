// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/Monoid.h"
#include "compiler/ops/WindowAxis.h"

/// What the rules of windows (Window.td) are written with, in the order of the rules.
namespace burin::ir {

/// The windows of a Window.td operation, over an array of this shape.
WindowAxes windowsOver(llvm::ArrayRef<int64_t> shape, mlir::Operation *op);
/// The attributes that say so.
llvm::SmallVector<mlir::NamedAttribute> windowAttributes(Emit &e, llvm::ArrayRef<WindowAxis> axes);
/// The value that the windows slide over: the last operand.
mlir::Value windowedOperand(mlir::Operation *op);
WindowAxes windowsOf(mlir::Operation *op);

// infer

llvm::LogicalResult checkWindowsOver(mlir::Operation *op, llvm::ArrayRef<int64_t> shape, Inference &inference);
llvm::LogicalResult inferReduceWindow(mlir::Operation *op, Monoid monoid, Inference &inference);

// evaluate

llvm::LogicalResult evaluateReduceWindow(mlir::Operation *op, Monoid monoid, const Literal &x,
                                         Results<Literal> &results);

// linearize

llvm::LogicalResult linearizeWindowExtremum(mlir::Operation *op, llvm::StringRef select, mlir::OpBuilder &b,
                                            Tangents tangents, Results<mlir::Value> &results);
/// The operation on the tangent of `source`; what is selected is locally constant.
llvm::LogicalResult linearizeSelection(mlir::Operation *op, mlir::OpBuilder &b, Tangents tangents,
                                       Results<mlir::Value> &results);

// transpose

/// The operation `other` on the cotangent.
llvm::LogicalResult transposeSelection(mlir::Operation *op, llvm::StringRef other, mlir::OpBuilder &b,
                                       Tangents cotangents, llvm::ArrayRef<bool> linear,
                                       llvm::MutableArrayRef<mlir::Value> results);

// batch

/// The same windows over arrays with a leading axis.
llvm::LogicalResult batchWindows(mlir::Operation *op, mlir::OpBuilder &b, Tangents operands,
                                 llvm::ArrayRef<bool> batched, int64_t size, Results<mlir::Value> &results);

// cost

/// Each tap of each window but one combines or compares, and what a window scatters is added: as XLA counts.
Cost windowCost(mlir::Operation *op, uint64_t scatteredPerWindow);

} // namespace burin::ir
