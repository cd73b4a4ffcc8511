// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/ControlFlowOps.h"

namespace burin::passes {

/// In a scan with a body of its own, a carry that only adds up contractions becomes one contraction of all their rows
/// behind the scan, where the rows are no larger than the sum: a matrix that all turns share gets its gradient of one
/// large product instead of many small ones. Gives the results of the scan, which is replaced if there are such
/// carries.
llvm::SmallVector<mlir::Value> stackProducts(ir::ScanOp scan);

} // namespace burin::passes
