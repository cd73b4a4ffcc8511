// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/fusion/Groups.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::passes {

/// Assigns the operations of a function to kernels, from the last to the first. A producer joins the kernel
/// that uses it; a reduction joins a kernel that goes through its rows. With several users it is recomputed in each
/// when that is cheap; else it becomes a further result of a user that runs over the same elements, or a kernel of its
/// own. A KernelOp that can finish its elements takes an elementwise kernel in that reads them at its own index.
class Grouping {
public:
  explicit Grouping(mlir::func::FuncOp function) : body(function.front()) {}

  llvm::LogicalResult run();

  Groups groups;

private:
  llvm::LogicalResult place(mlir::Operation *op);
  void placeKernelOp(mlir::Operation *op, const Demand &demand);
  bool mayUpdateArgument(const Group &group) const;
  int finisherOf(mlir::Operation *op, const Demand &demand);
  bool staysAsRenaming(mlir::Operation *op, const Demand &demand);
  void placeShared(mlir::Operation *op, const Demand &demand);
  bool pullWhereCheap(mlir::Operation *op, const Demand &demand);
  void noteRows(mlir::Operation *op);
  void goThroughRows(mlir::Operation *op, const Demand &demand);
  void placeReduction(mlir::Operation *op, lowering::RowSpace space, const Demand &demand);
  using MayHost = llvm::function_ref<bool(int number, Pull pull)>;
  llvm::SmallVector<int> hostsOf(const Demand &demand, MayHost mayHost) const;
  bool mayHost(int number, Pull pull, mlir::Operation *op);
  void joinHost(int host, mlir::Operation *op);

  bool canPull(int number, mlir::Operation *op, Pull pull);
  unsigned recomputeCost(mlir::Operation *op);

  mlir::Block &body;
  llvm::DenseMap<mlir::Operation *, unsigned> recomputeCosts;
  /// Of values computed for each row from the result of a reduction.
  llvm::DenseMap<mlir::Value, lowering::RowSpace> rowSpaces;
};

} // namespace burin::passes
