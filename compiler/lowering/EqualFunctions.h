// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace burin::lowering {

/// Leaves one of the functions of the LLVM dialect that differ in name only. Kernels over arrays of different
/// shapes often become the same code: extents are arguments of a loop over all elements.
void shareEqualFunctions(mlir::ModuleOp module);

} // namespace burin::lowering
