// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/Elementwise.h"
#include "compiler/ops/Indices.h"
#include "compiler/ops/Monoid.h"
#include "compiler/ops/Selection.h"

/// What the rules of reductions (Reduce.td) are written with, in the order of the rules.
namespace burin::ir {

using ReducedAxes = llvm::ArrayRef<int64_t>;

// reductions over axes

llvm::LogicalResult checkAxes(llvm::ArrayRef<int64_t> shape, ReducedAxes axes, Inference &inference);
llvm::LogicalResult inferReduction(mlir::Value x, ReducedAxes axes, Inference &inference);
/// The same, not of bool.
llvm::LogicalResult inferReducedNumbers(mlir::Value x, ReducedAxes axes, Inference &inference);
/// Visits (position in the result, position in the operand) for all elements, in row-major order of the operand.
void forEachReduced(llvm::ArrayRef<int64_t> shape, ReducedAxes axes, llvm::function_ref<void(int64_t, int64_t)> visit);
/// Accumulates in row-major order without rounding in between.
llvm::LogicalResult evaluateReduction(mlir::Operation *op, ReducedAxes axes, const Literal &x, long double realIdentity,
                                      RealBinary real, int64_t integerIdentity, IntegerBinary integer,
                                      Results<Literal> &results);
llvm::LogicalResult evaluateReduction(mlir::Operation *op, ReducedAxes axes, const Literal &x, Monoid monoid,
                                      Results<Literal> &results);
llvm::LogicalResult batchReduction(mlir::Operation *op, ReducedAxes axes, mlir::OpBuilder &b, Tangents operands,
                                   llvm::ArrayRef<bool> batched, int64_t size, Results<mlir::Value> &results);
Cost reductionCost(mlir::Operation *op);
AxisList increasing(ReducedAxes axes);
/// A value of the result's shape, repeated over the reduced axes.
mlir::Value spread(Emit &e, mlir::Value reduced, mlir::Value like, ReducedAxes axes);

// reduce_and, reduce_or and reduce_xor

llvm::LogicalResult inferReducedBits(mlir::Value x, ReducedAxes axes, Inference &inference);

// reduce_max and reduce_min

/// The tangents where the operand equals the result, divided by their number.
llvm::LogicalResult linearizeReducedExtremum(mlir::Operation *op, ReducedAxes axes, mlir::OpBuilder &b,
                                             Tangents tangents, Results<mlir::Value> &results);

// argmax and argmin

llvm::LogicalResult inferArg(mlir::Value x, int64_t axis, mlir::Type dtype, Inference &inference);
llvm::LogicalResult evaluateArg(mlir::Operation *op, int64_t axis, const Literal &x, bool wantsMax,
                                Results<Literal> &results);
llvm::LogicalResult batchArg(mlir::Operation *op, int64_t axis, mlir::Type dtype, mlir::OpBuilder &b, Tangents operands,
                             llvm::ArrayRef<bool> batched, int64_t size, Results<mlir::Value> &results);
/// One comparison per element but the first of each row.
Cost argCost(mlir::Operation *op);

} // namespace burin::ir
