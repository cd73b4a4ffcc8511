// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace burin::passes {

/// The straight-line derivative @f_vjp(arguments, cotangents) -> (results, cotangents of arguments), to be divided into
/// functions of its forward and of its backward part.
struct Derivative {
  mlir::func::FuncOp vjp;
  unsigned numArguments = 0, numResults = 0;

  mlir::Block &body() const { return mlir::func::FuncOp(vjp).getBody().front(); }
  mlir::ValueRange cotangentArguments() const { return body().getArguments().drop_front(numArguments); }
  mlir::ValueRange cotangentResults() const { return body().getTerminator()->getOperands().drop_front(numResults); }
};

/// What the backward part has to be given, in their order: values of the forward part that it reads, but those that it
/// can compute again: `available` arguments, what depends on no `varying` one, and cheap elementwise operations that do
/// not need more bytes to be given.
llvm::SmallVector<mlir::Value> neededResiduals(const Derivative &derivative, mlir::ValueRange available,
                                               mlir::ValueRange varying);

/// Of the array in memory.
uint64_t bytesOf(mlir::Value value);

/// Erases operations that nothing reads.
void eraseDead(mlir::Block &body);

/// arguments -> (results, values)
mlir::func::FuncOp forwardPart(const Derivative &derivative, llvm::ArrayRef<mlir::Value> values,
                               mlir::SymbolTable &symbols);
/// (arguments, values, cotangents) -> cotangents of arguments; computes from the arguments what is not in `values`.
mlir::func::FuncOp backwardPart(const Derivative &derivative, llvm::ArrayRef<mlir::Value> values,
                                mlir::SymbolTable &symbols);

} // namespace burin::passes
