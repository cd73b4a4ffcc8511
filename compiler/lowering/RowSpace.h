// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Operation.h"

#include <optional>

namespace burin::lowering {

/// The elements of an array as rows times columns: leading axes count rows, trailing ones columns.
struct RowSpace {
  int64_t rows = 1, columns = 1;

  /// What a reduction over trailing axes runs over; none for other operations. Unit axes count for neither.
  static std::optional<RowSpace> ofReduction(mlir::Operation *op);

  /// The number of leading axes of `shape` that count the rows, if its other axes are the columns.
  std::optional<unsigned> rowAxes(llvm::ArrayRef<int64_t> shape) const;
  /// An array of `shape` has one element for each row.
  bool isOnePerRow(llvm::ArrayRef<int64_t> shape) const;

  bool operator==(const RowSpace &other) const { return rows == other.rows && columns == other.columns; }
};

} // namespace burin::lowering
