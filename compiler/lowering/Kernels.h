// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace burin::ir {
class ElementReader;
class KernelBuilder;
enum class Monoid;
class Windows;
} // namespace burin::ir

/// The kernel generators, as the rules of the operations call them.
namespace burin::lowering {

/// The loop nest of burin.dot_general.
llvm::LogicalResult lowerContraction(mlir::Operation *op, ir::KernelBuilder &k);

/// A ReductionOp that keeps the innermost axis; row kernels have the others (RowPlan). The order of accumulation
/// depends on the shape only: not on threads, vector width or fused producers.
llvm::LogicalResult lowerReduction(mlir::Operation *op, ir::KernelBuilder &k);

/// Any ArgReductionOp.
llvm::LogicalResult lowerArgReduction(mlir::Operation *op, ir::KernelBuilder &k);

/// What an update makes of an element; `old` is null unless it is read.
using Combine = llvm::function_ref<mlir::Value(ir::ElementReader &reader, mlir::Value old, mlir::Value update)>;
/// Operand 0 with operand 2, windows placed by operand 1.
llvm::LogicalResult lowerScatter(ir::KernelBuilder &k, const ir::Windows &windows, bool readsOld, Combine combine);

/// The results of a computation (ir::Computation) on scalars, as scalar code.
llvm::SmallVector<mlir::Value> emitComputation(mlir::Region &body, mlir::ValueRange scalars, ir::KernelBuilder &k);

/// burin.reduce: inputs, inits. `axes` are increasing.
llvm::LogicalResult lowerReduce(mlir::Operation *op, llvm::ArrayRef<int64_t> axes, mlir::Region &body,
                                ir::KernelBuilder &k);

/// burin.reduce_window: inputs, inits.
llvm::LogicalResult lowerComputedWindows(mlir::Operation *op, mlir::Region &body, ir::KernelBuilder &k);

/// burin.select_and_scatter: operand, source, init.
llvm::LogicalResult lowerSelectAndScatter(mlir::Operation *op, mlir::Region &select, mlir::Region &scatter,
                                          ir::KernelBuilder &k);

/// burin.dynamic_update_slice.
llvm::LogicalResult lowerDynamicUpdateSlice(mlir::Operation *op, ir::KernelBuilder &k);

/// burin.reduce_window_*: x.
llvm::LogicalResult lowerReduceWindow(mlir::Operation *op, ir::Monoid monoid, ir::KernelBuilder &k);

/// burin.select_and_gather_add and burin.select_and_scatter_add: source, operand.
llvm::LogicalResult lowerSelectAndGatherAdd(mlir::Operation *op, ir::KernelBuilder &k);
llvm::LogicalResult lowerSelectAndScatterAdd(mlir::Operation *op, ir::KernelBuilder &k);

/// burin.convolution: a contraction of strided views where no window sees padding, else direct loops.
llvm::LogicalResult lowerConvolution(mlir::Operation *op, ir::KernelBuilder &k);

/// How an accumulator goes on along an axis, with the scalar elements of all operands at one place.
struct CumulativeRule {
  llvm::function_ref<mlir::Value(llvm::ArrayRef<mlir::Value> elements)> start;
  llvm::function_ref<mlir::Value(mlir::Value accumulator, llvm::ArrayRef<mlir::Value> elements)> next;
};

/// Each result element is the accumulator at its place along `axis`, in order from the first, or (reverse) the last.
llvm::LogicalResult lowerCumulative(mlir::Operation *op, int64_t axis, bool reverse, const CumulativeRule &rule,
                                    ir::KernelBuilder &k);

/// burin.sort: rows of all operands in the order of the first `numKeys`.
llvm::LogicalResult lowerSort(mlir::Operation *op, int64_t dimension, int64_t numKeys, ir::KernelBuilder &k);
/// Arrays that the loop nest works with.
llvm::SmallVector<mlir::RankedTensorType> workspaceOfSort(mlir::Operation *op, int64_t dimension, int64_t numKeys);
/// True when the keys are read more than once.
bool sortReadsKeysAgain(mlir::Operation *op, int64_t dimension);

/// burin.top_k: the greatest elements along the last axis, and where they are.
llvm::LogicalResult lowerTopK(mlir::Operation *op, ir::KernelBuilder &k);
llvm::SmallVector<mlir::RankedTensorType> workspaceOfTopK(mlir::Operation *op);

/// burin.pure_callback: a call of host function `function`, with all arrays in memory. `extents`: of the leading `axes`
/// axes, of the rows and of each operand.
void lowerHostCall(ir::KernelBuilder &k, int64_t function, int64_t axes, llvm::ArrayRef<int64_t> extents);

/// burin.cholesky.
llvm::LogicalResult lowerCholesky(ir::KernelBuilder &k, bool lower);

/// m x = b for the unknowns of each system: m is operand 0 or, swapped, its transpose. The first unknown is solved for
/// first (forward), or the last.
struct TriangularSystem {
  bool leftSide, swapped, forward, unitDiagonal;
};
/// burin.triangular_solve: a, b.
llvm::LogicalResult lowerTriangularSolve(ir::KernelBuilder &k, TriangularSystem system);
llvm::SmallVector<mlir::RankedTensorType> workspaceOfTriangularSolve(mlir::Operation *op, bool leftSide);

} // namespace burin::lowering
