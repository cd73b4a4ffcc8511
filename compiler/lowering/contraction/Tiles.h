// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/lowering/contraction/PlainLoops.h"

namespace burin::lowering {

/// The blocked nest around register tiles (Goto, van de Geijn 2008; Van Zee, van de Geijn 2015) for the chunks [lo,
/// hi).
void emitTiles(const IndexBuilder &ix, const ContractionPlan &plan, const ContractionOperands &operands,
               const Target &target, mlir::Value lo, mlir::Value hi, Finish finish);

} // namespace burin::lowering
