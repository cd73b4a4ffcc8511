// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/IR/Operation.h"

namespace burin::passes {

/// Where a value comes from, seen through names and through calls.
struct Provenance {
  mlir::Operation *op = nullptr;            ///< null: an argument of the function that the value stands in
  llvm::SmallVector<llvm::StringRef> names; ///< of checkpoint_name, the latest first
};

Provenance provenanceOf(mlir::Value value);

/// The value that checkpoint_name names, or the value itself.
mlir::Value unnamed(mlir::Value value);

} // namespace burin::passes
