// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "passes/control_flow/FlowDerivative.h"

#include "llvm/ADT/DenseMap.h"

namespace burin::passes {

/// One step of the linear part of a function. Null inputs are no tangents (a primal operand or a symbolic zero).
struct LinearStep {
  mlir::Operation *op =
      nullptr; ///< what is transposed: a linear operation, or the call, loop or branch that the step stands for
  llvm::SmallVector<mlir::Value, 3> inputs, outputs;
  llvm::SmallVector<mlir::Value, 0> residuals; ///< of a CallDerivative
};

/// Walks a straight-line function and emits, beside each operation, what computes its tangent.
class Linearizer {
public:
  Linearizer(mlir::func::FuncOp function, FunctionTable &symbols)
      : body(function.getBody().front()), symbols(symbols) {}

  void seed(mlir::Value primal, mlir::Value tangent);
  /// Null: a symbolic zero.
  mlir::Value tangent(mlir::Value primal) const { return tangents.lookup(primal); }

  /// Forward mode: tangents are computed where they stand.
  llvm::LogicalResult pushForward();
  /// Reverse mode: tangents only exist to be transposed. Calls are replaced by their forward pass, and block arguments
  /// stand for the tangents of results of calls, loops and branches.
  llvm::LogicalResult linearize();

  llvm::ArrayRef<LinearStep> steps() const { return linear; }
  /// Removes the tangents, and calls, loops and branches that have been replaced, once they have been transposed.
  void eraseLinearPart();

private:
  template <class Op>
  using Rule = llvm::LogicalResult (Linearizer::*)(mlir::OpBuilder &, Op, llvm::ArrayRef<mlir::Value> tangents);
  struct Rules {
    Rule<ir::CallDerivative> call;
    Rule<FlowDerivative> flow;
  };
  llvm::LogicalResult walk(Rules rules);
  llvm::LogicalResult visit(mlir::Operation *op, Rules rules);
  llvm::LogicalResult linearizeOperation(mlir::OpBuilder &b, ir::ArrayOp op,
                                         llvm::ArrayRef<mlir::Value> operandTangents);
  llvm::LogicalResult forwardCall(mlir::OpBuilder &b, ir::CallDerivative op,
                                  llvm::ArrayRef<mlir::Value> operandTangents);
  llvm::LogicalResult forwardFlow(mlir::OpBuilder &b, FlowDerivative op, llvm::ArrayRef<mlir::Value> operandTangents);
  llvm::LogicalResult pushCallForward(mlir::OpBuilder &b, ir::CallDerivative op,
                                      llvm::ArrayRef<mlir::Value> operandTangents);
  llvm::LogicalResult pushFlowForward(mlir::OpBuilder &b, FlowDerivative op,
                                      llvm::ArrayRef<mlir::Value> operandTangents);
  void record(mlir::Operation *emitted);
  mlir::Value placeholder(mlir::Value result, mlir::Location loc);
  void replaceWithTangents(mlir::Operation *op, llvm::ArrayRef<mlir::Value> results,
                           llvm::ArrayRef<mlir::Value> resultTangents);

  mlir::Block &body;
  FunctionTable &symbols;
  unsigned firstPlaceholder = 0;
  llvm::DenseMap<mlir::Value, mlir::Value> tangents; ///< by primal value
  llvm::DenseSet<mlir::Value> linearValues;
  llvm::SmallVector<LinearStep, 0> linear;
};

/// True for arrays that have tangents.
bool isDifferentiable(mlir::Type type);
/// A tangent or cotangent that is known to be zero.
bool isSymbolicZero(mlir::Value value);

/// Which tangents are not null.
llvm::SmallVector<bool> activeOnes(llvm::ArrayRef<mlir::Value> tangents);
llvm::SmallVector<int64_t> activeNumbers(llvm::ArrayRef<bool> active);

} // namespace burin::passes
