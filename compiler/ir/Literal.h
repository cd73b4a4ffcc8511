// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace burin::ir {

/// A concrete array of the reference evaluator: a type and its elements in row-major order. Floating elements
/// are held as long double but always rounded to the element type; integers and bool as sign- or
/// zero-extended 64-bit.
class Literal {
public:
  Literal() = default;
  explicit Literal(mlir::RankedTensorType type);

  mlir::RankedTensorType type() const { return type_; }
  int64_t size() const { return type_.getNumElements(); }
  bool floating() const { return !floats_.empty() || isFloatingType(); }

  long double real(int64_t i) const { return floats_[i]; }
  int64_t integer(int64_t i) const { return integers_[i]; }
  /// Stores after rounding to the element type.
  void setReal(int64_t i, long double value);
  /// Stores after wrapping to the element type.
  void setInteger(int64_t i, int64_t value);

  /// From and to dense row-major memory in the layout of runtime::Executable (bool: one byte).
  static Literal fromMemory(mlir::RankedTensorType type, const void *data);
  void toMemory(void *data) const;
  /// All elements equal to a FloatAttr or IntegerAttr of the element type.
  static Literal fromSplat(mlir::RankedTensorType type, mlir::Attribute value);

private:
  bool isFloatingType() const;
  mlir::RankedTensorType type_;
  std::vector<long double> floats_;
  std::vector<int64_t> integers_;
};

} // namespace burin::ir
