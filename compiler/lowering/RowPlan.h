// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/RowSpace.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SmallBitVector.h"

namespace burin::lowering {

/// On a kernel: rows and columns of the row kernel that it is. Reductions over trailing axes need no attribute.
inline constexpr llvm::StringLiteral rowsAttr = "burin.rows";

/// How a kernel with reductions over trailing axes runs: row by row, and through each row in phases. A phase
/// accumulates all reductions whose operands are known; the last one writes the results that have columns.
class RowPlan {
public:
  /// None if the kernel is not one of rows.
  static std::optional<RowPlan> of(mlir::func::FuncOp kernel);

  RowSpace space;
  std::vector<llvm::SmallVector<mlir::Operation *>> phases; ///< the reductions of each, without the last phase
  /// An array of which one phase keeps the row, because a later phase would pay for computing it again.
  struct Kept {
    mlir::Value array;
    unsigned phase;
  };
  llvm::SmallVector<Kept> kept;
  double instructions = 0; ///< for each column, in all phases

  /// Phases that have run before the value is known in its row.
  unsigned levelOf(mlir::Value value) const { return levels.lookup(value); }

private:
  using Phases = llvm::SmallBitVector;
  using Needs = llvm::DenseMap<mlir::Value, Phases>;

  explicit RowPlan(RowSpace space) : space(space) {}
  bool sortIntoPhases(mlir::Block &body);
  void chooseKept(mlir::Block &body);
  bool hasColumns(mlir::Value value) const;
  bool keeps(mlir::Value value, const Phases &phases, int64_t &freeBytes) const;
  double costPerElement(mlir::Operation *op) const;

  llvm::DenseMap<mlir::Value, unsigned> levels;
  llvm::DenseMap<mlir::Value, double> recomputeCosts;
};

} // namespace burin::lowering
