// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/fusion/Groups.h"

namespace burin::passes {

/// A kernel, or an operation that stays.
struct Step {
  int group = -1;
  mlir::Operation *kept = nullptr;
};

/// The groups and kept operations of a block in an order in which they can run, as near to the program's as possible.
/// The first `carried` results are arguments of the next turn: what reads one of these arguments runs before what
/// writes the result, where it can, so that it may be written over the argument.
mlir::FailureOr<llvm::SmallVector<Step>> schedule(mlir::Block &body, const Groups &groups, unsigned carried = 0);

} // namespace burin::passes
