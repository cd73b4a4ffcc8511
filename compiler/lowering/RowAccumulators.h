// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ir/Dialect.h"
#include "compiler/lowering/FusedReader.h"

namespace burin::lowering {

/// Independent accumulators of one reduction in one row: column c goes to accumulator c modulo their number.
class RowAccumulators {
public:
  RowAccumulators(FusedReader &reader, mlir::Operation *reduction, int64_t lanes);

  /// How many accumulators a row has.
  static int64_t lanesOf(int64_t columns) { return columns >= 256 ? 64 : columns >= 32 ? 16 : columns >= 8 ? 8 : 1; }

  mlir::Value operand() const { return rule->getOperand(0); }
  mlir::Value result() const { return rule->getResult(0); }
  mlir::Value start() const;
  /// Elements of the operand at `position` and what follows, to all accumulators or the first `count`.
  mlir::Value addBlock(mlir::Value accumulators, mlir::Value memory, mlir::Value position, int64_t count) const;
  mlir::Value addElement(mlir::Value accumulator, mlir::Value element) const;
  /// Adds the accumulators up as a tree.
  mlir::Value finish(mlir::Value accumulators) const;

private:
  mlir::Value part(mlir::Value vector, int64_t start, int64_t count) const;

  mlir::OpBuilder &b;
  mlir::Location loc;
  mutable ir::ReductionOp rule;
  int64_t lanes;
  mlir::Value identity;
};

} // namespace burin::lowering
