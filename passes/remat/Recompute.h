// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "compiler/ops/CallOps.h"

namespace burin::passes {

/// Each `rematerialize @f(args, cotangents)` becomes a vjp_call of @f on values behind an optimization_barrier. Tells
/// whether there was one: the caller expands derivatives again until there is none.
llvm::FailureOr<bool> recompute(mlir::func::FuncOp function);

/// Evaluates a checkpoint without any backward pass.
void replaceByCall(ir::CheckpointOp checkpoint);

} // namespace burin::passes
