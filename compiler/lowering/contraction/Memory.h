// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"

/// The two kinds of memory of a kernel: arrays, which are flat memrefs, and scratch, which is an LLVM pointer.
namespace burin::lowering {

/// `type` is the element type or a vector of it; `at` counts elements.
mlir::Value emitLoad(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type, mlir::Value memory, mlir::Value at);
void emitStore(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value, mlir::Value memory, mlir::Value at);

/// The LLVM pointer to element `at` of either kind of memory.
mlir::Value emitPointer(mlir::OpBuilder &b, mlir::Location loc, mlir::Type element, mlir::Value memory, mlir::Value at);

/// The first `valid` of `lanes` lanes.
mlir::Value emitMask(mlir::OpBuilder &b, mlir::Location loc, int64_t lanes, int64_t valid);

/// Scratch of `counts` elements each, for the time of one kernel call: on the stack when small, else from the runtime's
/// burin_scratch. A count of 0 gives a null value.
llvm::SmallVector<mlir::Value> emitScratch(mlir::OpBuilder &b, mlir::Location loc, mlir::Type element,
                                           llvm::ArrayRef<int64_t> counts);

} // namespace burin::lowering
