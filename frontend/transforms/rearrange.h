// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control_calls.h"
#include "frontend/ops/promotion.h"

#include <optional>
#include <span>

namespace burin::detail {

/// Result `source` of a function; -1 - k: its argument k. Converted where a type is given.
struct ResultFrom {
  int source;
  std::optional<Promoted> type{};
};

/// `function` with the arguments `varying` in this order, while the others are those of `arguments`, and with the
/// results in another order.
Callee rearrange(const TracedFunction &function, std::span<const Array> arguments, std::span<const int> varying,
                 std::span<const ResultFrom> results, const ControlSite &site);

} // namespace burin::detail
