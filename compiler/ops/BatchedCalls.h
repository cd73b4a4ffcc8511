// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/CallBatching.h"
#include "compiler/ir/Emit.h"

/// What the batch rules of operations that name functions are written with.
namespace burin::ir {

/// The operation again, with other operands and other functions.
void callAgain(mlir::Operation *op, mlir::OpBuilder &b, llvm::ArrayRef<mlir::Value> operands,
               llvm::ArrayRef<mlir::NamedAttribute> functions, llvm::SmallVectorImpl<mlir::Value> &results);

llvm::SmallVector<ResultAxis> forcedWhere(llvm::ArrayRef<bool> needed);

/// The body of a loop whose first `numCarries` results are its first arguments, the next time. Marks those of them in
/// `arguments` to which a turn brings rows.
llvm::FailureOr<BatchedFunction> batchBody(mlir::Operation *loop, mlir::FlatSymbolRefAttr body,
                                           llvm::MutableArrayRef<bool> arguments, unsigned numCarries, int64_t size,
                                           FunctionBatcher &functions);

/// Values with a leading axis wherever one is needed.
llvm::SmallVector<mlir::Value> withAxis(mlir::OpBuilder &b, mlir::Location loc, llvm::ArrayRef<mlir::Value> values,
                                        llvm::ArrayRef<bool> batched, llvm::ArrayRef<bool> needed, int64_t size);

/// The axis `from` becomes axis `to`; the others keep their order.
mlir::Value moveAxis(Emit &emit, mlir::Value x, int64_t from, int64_t to);

/// A scan over the rows of the operation: what one row does is its own, as in a loop around the operation.
void runRowByRow(mlir::Operation *op, mlir::OpBuilder &b, llvm::ArrayRef<mlir::Value> operands,
                 llvm::ArrayRef<bool> batched, int64_t size, FunctionBatcher &functions,
                 llvm::SmallVectorImpl<mlir::Value> &results);

} // namespace burin::ir
