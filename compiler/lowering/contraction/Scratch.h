// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"

namespace burin::lowering {

/// Flat memrefs of `counts` elements each, for the time of one kernel call: on the stack when small, else from the runtime's
/// burin_scratch. A count of 0 gives a null value.
llvm::SmallVector<mlir::Value> emitScratch(mlir::OpBuilder &b, mlir::Location loc, mlir::Type element,
                                           llvm::ArrayRef<int64_t> counts);

} // namespace burin::lowering
