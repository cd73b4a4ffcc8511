// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::passes {

/// Convolutions whose windows see padding or gaps become ones over an array that has them as elements, so that the
/// kernel is a contraction of strided views. After cost is counted, which leaves products in padding out.
void normalizeConvolutions(mlir::func::FuncOp program);

} // namespace burin::passes
