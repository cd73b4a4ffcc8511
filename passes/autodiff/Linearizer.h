// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"

#include "llvm/ADT/DenseMap.h"

namespace burin::passes {

/// One step of the linear part of a function. Null inputs are no tangents (a primal operand or a symbolic zero).
struct LinearStep {
  mlir::Operation *op =
      nullptr; ///< what is transposed: a linear operation, or the CallDerivative that the step stands for
  llvm::SmallVector<mlir::Value, 3> inputs, outputs;
  llvm::SmallVector<mlir::Value, 0> residuals; ///< of a CallDerivative
};

/// Walks a straight-line function and emits, beside each operation, what computes its tangent.
class Linearizer {
public:
  explicit Linearizer(mlir::func::FuncOp function) : body(function.getBody().front()) {}

  void seed(mlir::Value primal, mlir::Value tangent);
  /// Null: a symbolic zero.
  mlir::Value tangent(mlir::Value primal) const { return tangents.lookup(primal); }

  /// Forward mode: tangents are computed where they stand.
  llvm::LogicalResult pushForward();
  /// Reverse mode: tangents only exist to be transposed. Calls are replaced by their forward pass, and block arguments
  /// stand for the tangents of their results.
  llvm::LogicalResult linearize();

  llvm::ArrayRef<LinearStep> steps() const { return linear; }
  /// Removes the tangents, once they have been transposed.
  void eraseLinearPart();

private:
  using CallRule = llvm::function_ref<llvm::LogicalResult(mlir::OpBuilder &, ir::CallDerivative,
                                                          llvm::ArrayRef<mlir::Value> tangents)>;
  llvm::LogicalResult walk(CallRule atCall);
  llvm::LogicalResult visit(mlir::Operation *op, CallRule atCall);
  llvm::LogicalResult linearizeOperation(mlir::OpBuilder &b, ir::ArrayOp op,
                                         llvm::ArrayRef<mlir::Value> operandTangents);
  llvm::LogicalResult forwardCall(mlir::OpBuilder &b, ir::CallDerivative op,
                                  llvm::ArrayRef<mlir::Value> operandTangents);
  llvm::LogicalResult pushCallForward(mlir::OpBuilder &b, ir::CallDerivative op,
                                      llvm::ArrayRef<mlir::Value> operandTangents);
  void record(mlir::Operation *emitted);
  void replace(mlir::Operation *op, llvm::ArrayRef<mlir::Value> results);

  mlir::Block &body;
  unsigned firstPlaceholder = 0;
  llvm::DenseMap<mlir::Value, mlir::Value> tangents; ///< by primal value
  llvm::DenseSet<mlir::Value> linearValues;
  llvm::SmallVector<LinearStep, 0> linear;
  llvm::SmallVector<mlir::Operation *> replaced; ///< calls; kept until their steps are transposed
};

/// True for arrays that have tangents.
bool isDifferentiable(mlir::Type type);

} // namespace burin::passes
