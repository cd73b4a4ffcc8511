// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remat/Policy.h"

#include "compiler/ops/CallOps.h"
#include "passes/remat/Recompute.h"

#include "llvm/ADT/StringSwitch.h"

#include <optional>

using namespace mlir;

namespace burin::passes {

FailureOr<Policy> parsePolicy(Operation *op, StringRef name) {
  auto policy = llvm::StringSwitch<std::optional<Policy>>(name)
                    .Case("nothing_saveable", Policy::nothingSaveable)
                    .Case("everything_saveable", Policy::everythingSaveable)
                    .Default(std::nullopt);
  if (policy)
    return *policy;
  return op->emitError() << "[checkpoint] there is no policy '" << name
                         << "'; expected nothing_saveable or everything_saveable";
}

LogicalResult applyPolicies(func::FuncOp function) {
  for (auto checkpoint : llvm::to_vector(function.getOps<ir::CheckpointOp>())) {
    FailureOr<Policy> policy = parsePolicy(checkpoint, checkpoint.getPolicy());
    if (failed(policy))
      return failure();
    if (*policy == Policy::everythingSaveable)
      replaceByCall(checkpoint);
  }
  return success();
}

} // namespace burin::passes
