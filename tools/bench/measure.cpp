// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/workload.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace burin::bench {

using Clock = std::chrono::steady_clock;

static double seconds_of(const std::function<void()> &body, long count) {
  Clock::time_point start = Clock::now();
  for (long i = 0; i < count; ++i)
    body();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double least_seconds(const std::function<void()> &body, double seconds) {
  body();
  const double once = std::max(seconds_of(body, 1), 1e-9);
  const long batch = std::max(1L, static_cast<long>(seconds / 20 / once));
  double least = std::numeric_limits<double>::infinity();
  for (Clock::time_point end =
           Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
       Clock::now() < end;)
    least = std::min(least, seconds_of(body, batch) / static_cast<double>(batch));
  return least;
}

void require_close(const std::string &workload, double got, double expected, double tolerance) {
  if (!(std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected))))
    throw std::runtime_error(workload + ": wrong result " + std::to_string(got) + "; expected " +
                             std::to_string(expected));
}

} // namespace burin::bench
