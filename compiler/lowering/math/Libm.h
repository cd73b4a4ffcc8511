// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

namespace burin::lowering {

/// A call of libm's `double name(double)`, one per element. MLIR lowers math.expm1 to exp(x) - 1 and math.log1p to
/// log(1 + x), which lose every digit near zero.
mlir::Value emitLibm(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::Value x);

} // namespace burin::lowering
