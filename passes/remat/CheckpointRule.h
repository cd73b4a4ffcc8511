// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

namespace mlir {
class MLIRContext;
}

namespace burin::passes {

/// The derivative of checkpoint: the forward pass keeps the arguments, the backward pass is a rematerialize.
void attachCheckpointRule(mlir::MLIRContext &context);

} // namespace burin::passes
