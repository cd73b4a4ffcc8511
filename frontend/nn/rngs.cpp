// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/rngs.h"

#include "burin/detail/trace_scope.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/nn/message.h"

namespace burin::nn {

Array RngStream::operator()(std::source_location where) {
  if (key.is_none())
    throw TreeError(message("nn.Rngs", "a stream without a key was used; expected u32(2,), got none", where,
                            "Give each stream its key: nn::Rngs{.params = random::key(0), .dropout = random::key(1)}.",
                            "treeerror"));
  const burin::detail::UserLine line(where);
  Array next = random::fold_in(key, count);
  count = count + 1;
  return next;
}

} // namespace burin::nn
