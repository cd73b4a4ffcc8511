// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <functional>

namespace burin::bench {

/// Least seconds of one call of `body`, over batches that together last about `seconds`. The first call, which is not
/// counted, warms up.
double least_seconds(const std::function<void()> &body, double seconds = 0.5);

/// Least CPU seconds of the calling thread for each of two bodies, measured in turns: the clock of a shared machine
/// swings, and only what is measured side by side can be compared.
struct SideBySide {
  double first, second;
};
SideBySide least_thread_seconds(const std::function<void()> &first, const std::function<void()> &second);

} // namespace burin::bench
