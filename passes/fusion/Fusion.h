// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace burin::passes {

/// Divides the program (the public function, straight-line, calls expanded) into kernels: private functions
/// on arrays with the attribute burin.kernel, one per structure; the program becomes a list of func.call.
/// What stays beside the calls only renames memory: barriers, and reshapes of arrays in memory.
llvm::LogicalResult fuse(mlir::ModuleOp module);

} // namespace burin::passes
