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

  /// The array has one element for each row of the kernel, and is read in its row only: this is it.
  void placeInRow(mlir::Value array, mlir::Value element) { rowElements[array] = element; }
  /// The array's elements of the current row are in `memory`, by column.
  void keepRow(mlir::Value array, mlir::Value memory) { keptRows[array] = memory; }
  /// Where the loops of a row kernel stand: the column, and the position in an array of rows times columns.
  void enterColumn(mlir::Value column, mlir::Value position) { currentColumn = column, currentPosition = position; }

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
  llvm::DenseMap<mlir::Value, mlir::Value> inMemory, rowElements, keptRows;
  mlir::Value currentColumn, currentPosition;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<Memo, 2>> memo;
};

} // namespace burin::lowering
