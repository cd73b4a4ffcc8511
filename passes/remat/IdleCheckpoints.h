// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace burin::passes {

/// A warning for each vjp_call whose result is that of a checkpoint: what the forward pass drops, the backward pass,
/// which follows at once, computes again.
void warnOfIdleCheckpoints(mlir::ModuleOp module);

} // namespace burin::passes
