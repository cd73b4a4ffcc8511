// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "compiler/lowering/Positions.h"

namespace burin::lowering {

/// Reads elements of the arrays of one kernel: loads those in memory, computes the others from their
/// producers. One element is emitted once per index and enclosing block, so shared producers do not multiply.
class FusedReader : public ir::ElementReader {
public:
  /// `entry` is the entry block of the function that is emitted; constants go there.
  FusedReader(mlir::OpBuilder &b, mlir::Location loc, mlir::Block *entry)
      : ElementReader(b, loc), positions(b, entry) {}

  /// A load that was emitted, for the analyses of a probe.
  struct Access {
    mlir::Value array, position, element;
  };

  void placeInMemory(mlir::Value array, mlir::Value memory) { inMemory[array] = memory; }
  mlir::Value memoryOf(mlir::Value array) const { return inMemory.lookup(array); }

  /// Null after a diagnostic if a producer refuses.
  mlir::Value element(mlir::Value array, mlir::ValueRange index);

  /// Element of an operand of `consumer`.
  mlir::Value read(unsigned number, mlir::ValueRange index) override;
  mlir::Value flatten(mlir::ValueRange index, llvm::ArrayRef<int64_t> shape) override;
  llvm::SmallVector<mlir::Value> unflatten(mlir::Value position, llvm::ArrayRef<int64_t> shape) override;

  mlir::Operation *consumer = nullptr;
  Positions positions;
  llvm::SmallVector<Access> accesses;
  bool failed = false;

private:
  mlir::Value emitElement(mlir::Value array, mlir::ValueRange index);

  struct Memo {
    llvm::SmallVector<mlir::Value> index;
    mlir::Value element;
  };
  llvm::DenseMap<mlir::Value, mlir::Value> inMemory;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<Memo, 2>> memo;
};

} // namespace burin::lowering
