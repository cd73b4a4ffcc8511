// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::passes {

/// Writes each reduction as reductions over trailing axes and over axes before a kept innermost one, for which
/// there are kernels. What would be too few pieces of work for several threads becomes two steps. Decided by
/// shapes alone, so that the order of accumulation is the same in every program.
void normalizeReductions(mlir::func::FuncOp program);

} // namespace burin::passes
