// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/Index.h"
#include "compiler/lowering/contraction/Plan.h"

namespace burin::lowering {

/// The operands of one call.
struct ContractionOperands {
  mlir::Value a, b, c;
};

/// Rows [lo, hi) of all batches' rows, one scalar at a time.
void emitPlainLoops(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
                    mlir::Value lo, mlir::Value hi);

/// Zeros for the result, which has no products to add.
void emitEmptySum(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
                  mlir::Value lo, mlir::Value hi);

} // namespace burin::lowering
