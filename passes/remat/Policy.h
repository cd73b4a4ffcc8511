// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace burin::passes {

/// Which values of a checkpointed function the backward pass may keep.
enum class Policy {
  nothingSaveable,   ///< the arguments only
  everythingSaveable ///< all of them: no checkpoint at all
};

/// Fails with a sentence at `op` for a name that is no policy.
llvm::FailureOr<Policy> parsePolicy(mlir::Operation *op, llvm::StringRef name);

/// Checks the policies of a function's checkpoints; those that keep everything become calls.
llvm::LogicalResult applyPolicies(mlir::func::FuncOp function);

} // namespace burin::passes
