// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/fusion/Groups.h"

namespace burin::passes {

/// A kernel, or an operation that stays.
struct Step {
  int group = -1;
  mlir::Operation *renaming = nullptr;
};

/// The groups and renamings of a block in an order in which they can run, as near to the program's as possible.
mlir::FailureOr<llvm::SmallVector<Step>> schedule(mlir::Block &body, const Groups &groups);

} // namespace burin::passes
