// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/control_flow/FlowDerivative.h"

#include "passes/control_flow/CaseDerivative.h"
#include "passes/control_flow/ScanDerivative.h"
#include "passes/control_flow/WhileDerivative.h"

#include "passes/control_flow/FlowDerivative.cpp.inc"

namespace burin::passes {

void attachFlowDerivatives(mlir::MLIRContext &context) {
  attachCaseDerivative(context);
  attachScanDerivative(context);
  attachWhileDerivative(context);
}

} // namespace burin::passes
