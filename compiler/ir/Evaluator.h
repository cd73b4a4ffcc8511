// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Literal.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

namespace burin::ir {

/// Runs operations one by one by their `evaluate` rules: the oracle of tests. Those of calls, loops and branches run
/// the functions; derivative calls are refused, they have to be expanded first.
class Evaluator {
public:
  void set(mlir::Value value, Literal literal) { values_[value] = std::move(literal); }
  const Literal &get(mlir::Value value) const { return values_.find(value)->second; }
  bool knows(mlir::Value value) const { return values_.contains(value); }

  llvm::LogicalResult run(mlir::Operation *op);
  /// All operations up to the terminator; the block's arguments are set.
  llvm::LogicalResult run(mlir::Block &block);

private:
  llvm::LogicalResult resultsOf(mlir::Operation *op, llvm::SmallVectorImpl<Literal> &results);
  llvm::DenseMap<mlir::Value, Literal> values_;
};

/// What the terminator of a block on `arguments` takes.
llvm::LogicalResult evaluateBlock(mlir::Block &block, llvm::ArrayRef<Literal> arguments,
                                  llvm::SmallVectorImpl<Literal> &results);

/// The results of a function of one block; fails with a diagnostic at the operation that has no value.
llvm::LogicalResult evaluate(mlir::func::FuncOp function, llvm::ArrayRef<Literal> arguments,
                             llvm::SmallVectorImpl<Literal> &results);

} // namespace burin::ir
