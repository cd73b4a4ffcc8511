// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace burin::ir {

/// Arithmetic on `index` values with constants, folded where it is emitted: LLVM's vectorizer then sees
/// affine addresses and the kernels stay short.
class IndexEmitter {
public:
  using Value = mlir::Value;

  IndexEmitter(mlir::OpBuilder &builder, mlir::Location location) : b(builder), loc(location) {}

  Value constant(int64_t value);
  Value add(Value x, int64_t y);
  Value add(Value x, Value y);
  Value mul(Value x, int64_t y);
  Value divide(Value x, int64_t y); ///< x not negative, y > 0
  Value rem(Value x, int64_t y);    ///< x not negative, y > 0
  /// c - x
  Value subtractFrom(int64_t c, Value x);

  /// i1: 0 <= x < extent. Null when that is known to hold.
  Value inBounds(Value x, int64_t extent);
  Value isZero(Value x);
  /// i1 and of two conditions, where null is true.
  Value both(Value x, Value y);
  Value select(Value condition, Value x, Value y); ///< x for the null condition

private:
  mlir::OpBuilder &b;
  mlir::Location loc;
};

/// The zero of an element type as a signless scalar.
mlir::Value zeroElement(mlir::OpBuilder &b, mlir::Location loc, mlir::Type element);

} // namespace burin::ir
