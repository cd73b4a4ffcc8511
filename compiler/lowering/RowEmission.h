// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/FusedReader.h"
#include "compiler/lowering/RowPlan.h"
#include "compiler/lowering/Target.h"

namespace burin::lowering {

/// The element of an array in a row and column; of one with an element for each row, that of the row.
mlir::Value elementInColumn(FusedReader &reader, RowSpace space, mlir::Value array, mlir::Value row,
                            mlir::Value column);

/// The loops of a row kernel over rows lo to hi. The order of accumulation depends on the number of columns
/// only: not on threads, vector width or what is fused. Gives the cycles of one row.
double emitRows(FusedReader &reader, const RowPlan &plan, mlir::func::FuncOp kernel, mlir::ValueRange resultMemory,
                mlir::Value lo, mlir::Value hi, const Target &target);

} // namespace burin::lowering
