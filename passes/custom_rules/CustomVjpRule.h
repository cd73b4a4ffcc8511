// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

namespace mlir {
class MLIRContext;
}

namespace burin::passes {

/// The derivative of custom_vjp_call: fwd in the forward pass, bwd in the backward pass.
void attachCustomVjpRule(mlir::MLIRContext &context);

} // namespace burin::passes
