// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace burin::passes {

/// Scans give no rows and carry nothing that is not read, and cases give no results that are not: their functions get
/// fewer results and arguments, also inside of each other. Functions that nothing uses any more are removed.
void dropUnreadResults(mlir::ModuleOp module);

} // namespace burin::passes
