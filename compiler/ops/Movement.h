// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Emit.h"
#include "compiler/ops/IndexEmitter.h"
#include "compiler/ops/Indices.h"

/// What the rules of operations that move elements are written with.
namespace burin::ir {

inline mlir::Type elementOf(mlir::Value x) { return Emit::typeOf(x).getElementType(); }
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value x) { return Emit::shapeOf(x); }

/// The operation itself on the tangent of its only operand.
llvm::LogicalResult linearizeMovement(mlir::Operation *op, mlir::OpBuilder &b, llvm::ArrayRef<mlir::Value> tangents,
                                      llvm::SmallVectorImpl<mlir::Value> &results);

/// The rule's cotangent of the only operand.
llvm::LogicalResult transposeMovement(mlir::Operation *op, mlir::OpBuilder &b, llvm::ArrayRef<mlir::Value> cotangents,
                                      llvm::ArrayRef<bool> linear, llvm::MutableArrayRef<mlir::Value> results,
                                      llvm::function_ref<mlir::Value(Emit &e, mlir::Value cotangent)> rule);

/// The value, repeated along a new leading axis unless it has that axis.
mlir::Value withLeading(Emit &e, mlir::Value x, bool batched, int64_t size);

llvm::SmallVector<mlir::Value> allWithLeading(Emit &e, llvm::ArrayRef<mlir::Value> values, llvm::ArrayRef<bool> batched,
                                              int64_t size);

/// The tangent, or zeros of the value's type for a symbolic zero.
mlir::Value materialized(Emit &e, mlir::Value tangent, mlir::Value like);
/// A zero of rank 0 and x's dtype.
mlir::Value zeroScalarArray(Emit &e, mlir::Value x);

} // namespace burin::ir
