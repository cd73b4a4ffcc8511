// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Operation.h"

namespace burin::passes {

/// The derivative of custom_vjp_call: fwd in the forward pass, bwd in the backward pass.
void attachCustomVjpRule(mlir::MLIRContext &context);
/// The derivative of custom_jvp_call: rule in forward mode, and its vjp with respect to the tangents in reverse mode.
void attachCustomJvpRule(mlir::MLIRContext &context);

/// Fails where a capture, an operand from number `numArguments` on, is differentiated: the rule says nothing about it.
llvm::LogicalResult refuseActiveCaptures(mlir::Operation *call, unsigned numArguments, llvm::ArrayRef<bool> active,
                                         llvm::StringRef transform, llvm::StringRef lacking);

} // namespace burin::passes
