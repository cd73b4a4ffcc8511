// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/autodiff/FunctionTable.h"

#include "passes/control_flow/FlowDerivative.h.inc"

namespace burin::passes {

/// The derivatives of loops and branches.
void attachFlowDerivatives(mlir::MLIRContext &context);

} // namespace burin::passes
