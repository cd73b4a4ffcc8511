// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

namespace mlir {
class MLIRContext;
}

namespace burin::passes {

/// Forward mode: one loop of the body's jvp. Reverse mode: WhileTransposer.
void attachWhileDerivative(mlir::MLIRContext &context);

} // namespace burin::passes
