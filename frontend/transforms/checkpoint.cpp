// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/checkpoint.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin::detail {

void require_policy(const CheckpointPolicy &policy, const SourceLine &line) {
  if (policy.name == policies::nothing_saveable.name || policy.name == policies::everything_saveable.name)
    return;
  throw UnsupportedError(Message("checkpoint", "the policy " + std::string(policy.name) + " is not supported")
                             .expected("nothing_saveable or everything_saveable", std::string(policy.name))
                             .at(line)
                             .cure("Use policies::nothing_saveable.")
                             .text("unsupportederror"));
}

} // namespace burin::detail
