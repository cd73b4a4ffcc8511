// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Computation.h"
#include "compiler/ops/Movement.h"
#include "compiler/ops/WindowAxis.h"

/// What the rules of operations with computations (Computation.td) are written with, in the order of the rules.
namespace burin::ir {

// infer

/// One scalar type for each array.
llvm::SmallVector<mlir::Type> scalarTypes(mlir::ValueRange arrays);
/// "computation takes (float32[]) and gives (bool[]); expected ..." unless these are its types and its operations
/// elementwise.
llvm::LogicalResult checkComputation(mlir::Region &body, llvm::StringRef name, mlir::TypeRange arguments,
                                     mlir::TypeRange results, Inference &inference);
/// The same of one that joins accumulators with elements.
llvm::LogicalResult checkAccumulation(mlir::Region &body, mlir::ValueRange inputs, Inference &inference);
/// Inputs of one shape, and an init for each: a scalar or `shape` of its dtype.
llvm::LogicalResult checkInputs(mlir::ValueRange inputs, Inference &inference);
llvm::LogicalResult checkInits(mlir::ValueRange inputs, mlir::ValueRange inits, llvm::ArrayRef<int64_t> shape,
                               Inference &inference);

// evaluate

/// An element as a scalar.
Literal scalarAt(const Literal &array, int64_t i);
/// An init as an array of its own.
Literal spreadInit(const Literal &init, mlir::RankedTensorType type);
/// accumulators[to] = body(accumulators[to]..., elements[from]...)
llvm::LogicalResult accumulate(mlir::Region &body, llvm::MutableArrayRef<Literal> accumulators, int64_t to,
                               llvm::ArrayRef<Literal> elements, int64_t from);

// linearize

/// No tangent gives none; others are refused.
llvm::LogicalResult linearizeComputation(mlir::Operation *op, llvm::ArrayRef<mlir::Value> tangents,
                                         llvm::SmallVectorImpl<mlir::Value> &results);

/// Of a reduction of (inputs..., inits...) by an associative computation; `rowsOf` makes [n, m] of an input or its
/// tangent, a column for each element of a result.
llvm::LogicalResult linearizeReduction(mlir::Operation *op, Emit &e, llvm::ArrayRef<mlir::Value> tangents,
                                       llvm::function_ref<mlir::Value(mlir::Value)> rowsOf,
                                       llvm::SmallVectorImpl<mlir::Value> &results);

// batch

/// A reduction of (inputs..., inits...) over a new leading axis of all of them.
void batchReduction(mlir::Operation *op, Emit &e, llvm::ArrayRef<mlir::Value> operands, llvm::ArrayRef<bool> batched,
                    int64_t size, llvm::ArrayRef<mlir::NamedAttribute> attributes,
                    llvm::SmallVectorImpl<mlir::Value> &results);
/// An init over a new leading axis; a scalar that all rows share stays one.
mlir::Value batchedInit(Emit &e, mlir::Value init, bool batched, int64_t size, llvm::ArrayRef<int64_t> shape);
/// The operation with the same computations.
mlir::Operation *emitAgain(Emit &e, mlir::Operation *op, mlir::ValueRange operands,
                           llvm::ArrayRef<mlir::NamedAttribute> attributes);

// cost

/// So many applications.
Cost applications(mlir::Operation *op, mlir::Region &body, uint64_t count);

// simplify

/// The commutative operation that result `number` of a computation on (accumulators, elements) is of its own two:
/// "add"; bool has and and or. Empty for all others.
llvm::StringRef joiningOperation(mlir::Region &body, unsigned number);
/// The same among add, mul, max and min, with those for what and and or are of bools.
llvm::StringRef joiningArithmetic(mlir::Region &body, unsigned number);
/// What a joining operation makes of many elements, in names of operations: "sum".
llvm::StringRef reductionBy(llvm::StringRef joining);
/// What was reduced, joined with its init.
mlir::Value joinInit(Emit &e, llvm::StringRef joining, mlir::Value init, mlir::Value reduced);

// windows, over operand 0

WindowAxes windowsIn(mlir::Operation *op);
/// The windows over arrays with a leading axis.
llvm::SmallVector<mlir::NamedAttribute> batchedWindows(Emit &e, mlir::Operation *op, int64_t size);
/// Of one window.
uint64_t tapsOfOne(llvm::ArrayRef<WindowAxis> axes);

} // namespace burin::ir
