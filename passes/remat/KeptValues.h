// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/autodiff/Division.h"
#include "passes/remat/Policy.h"

namespace burin::passes {

/// The values of the forward part that the policy keeps for the backward part, which computes the others again from
/// them and from the arguments: those nearest to where it reads.
llvm::SmallVector<mlir::Value> keptValues(const Derivative &derivative, const Policy &policy);

} // namespace burin::passes
