// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::passes {

/// The operations of a straight-line derivative that depend on cotangents. What they read of the rest, the forward
/// part, is what lives from one to the other.
class BackwardPart {
public:
  BackwardPart(mlir::Block &body, mlir::ValueRange cotangents);

  bool contains(mlir::Value value) const { return dependent.contains(value); }

  /// What the forward part gives for `results`, in the order in which it is made, arguments first. Constants are
  /// computed on either side.
  llvm::SmallVector<mlir::Value> reads(mlir::ValueRange results) const;

private:
  llvm::DenseSet<mlir::Value> dependent;
};

/// Sorts values of one block: arguments, then results of its operations in their order.
void sortByPosition(llvm::MutableArrayRef<mlir::Value> values);

} // namespace burin::passes
