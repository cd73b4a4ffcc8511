// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <vector>

namespace burin::passes {

/// Which results may depend on the marked arguments; callees are followed. Batching puts an axis on no other result.
std::vector<bool> dependentResults(mlir::func::FuncOp function, std::vector<bool> arguments);

} // namespace burin::passes
