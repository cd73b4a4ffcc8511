// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/PlainLoops.h"

namespace burin::lowering {

/// Rows [lo, hi) of all batches' rows as dot products with vectors along k, which is contiguous in a and b.
void emitDots(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
              const Target &target, mlir::Value lo, mlir::Value hi);

} // namespace burin::lowering
