// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <map>

namespace burin::lowering {

/// Index arithmetic of one kernel: row-major positions and the way back. It remembers what it has emitted, so
/// that flatten(unflatten(p)) is p and a reshape between loops of equal extents costs nothing.
class Positions {
public:
  using Index = llvm::SmallVector<mlir::Value>;
  using Extents = llvm::SmallVector<int64_t>;

  Positions(mlir::OpBuilder &b, mlir::Block *entry) : b(b), entry(entry) {}

  mlir::Value flatten(mlir::Location loc, mlir::ValueRange index, llvm::ArrayRef<int64_t> shape);
  Index unflatten(mlir::Location loc, mlir::Value position, llvm::ArrayRef<int64_t> shape);
  /// An index constant of the entry block.
  mlir::Value constant(mlir::Location loc, int64_t value);
  /// The entry block's constant when `value` is a constant, else `value`.
  mlir::Value canonical(mlir::Value value);

  /// True when the value can be used where the builder stands.
  bool visible(mlir::Value value) const;

  /// All that was flattened, without unit axes: what a probe of the loops asks for.
  struct Flattened {
    Index index;
    Extents extents;
    mlir::Value position;
  };
  const llvm::SmallVector<Flattened> &flattened() const { return flats; }
  /// Operations that flatten emitted.
  bool emitted(mlir::Operation *op) const { return own.contains(op); }

private:
  struct Split {
    mlir::Value position;
    Index index;
    Extents extents;
  };
  static void dropUnitAxes(Index &index, Extents &extents);
  bool foldSplits(Index &index, Extents &extents) const;
  mlir::Value emitFlatten(mlir::Location loc, const Index &index, const Extents &extents);
  Index split(mlir::Location loc, mlir::Value position, const Extents &extents);
  Index regroup(mlir::Location loc, const Flattened &from, const Extents &to);
  const Flattened *findFlattened(mlir::Value position) const;

  mlir::OpBuilder &b;
  mlir::Block *entry;
  std::map<int64_t, mlir::Value> constants;
  llvm::SmallVector<Flattened> flats;
  llvm::SmallVector<Split> splits;
  llvm::SmallPtrSet<mlir::Operation *, 16> own;
};

} // namespace burin::lowering
