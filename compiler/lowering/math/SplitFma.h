// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace burin::lowering {

/// For targets without the instruction, where math.fma would become a call: a product and a sum, each rounded. The
/// rest of a product, fma(x, y, -(x * y)) in f64, stays exact.
void splitFma(mlir::ModuleOp module);

} // namespace burin::lowering
