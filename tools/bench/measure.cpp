// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/measure.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace burin::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_of(const std::function<void()> &body, long count) {
  Clock::time_point start = Clock::now();
  for (long i = 0; i < count; ++i)
    body();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double thread_seconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double thread_seconds_of(const std::function<void()> &body, long count) {
  const double start = thread_seconds();
  for (long i = 0; i < count; ++i)
    body();
  return (thread_seconds() - start) / static_cast<double>(count);
}

long calls_lasting(double seconds, const std::function<void()> &body) {
  body();
  const double once = std::max(seconds_of(body, 1), 1e-9);
  return std::max(1L, static_cast<long>(seconds / once));
}

} // namespace

double least_seconds(const std::function<void()> &body, double seconds) {
  const long batch = calls_lasting(seconds / 20, body);
  double least = std::numeric_limits<double>::infinity();
  for (Clock::time_point end =
           Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
       Clock::now() < end;)
    least = std::min(least, seconds_of(body, batch) / static_cast<double>(batch));
  return least;
}

SideBySide least_thread_seconds(const std::function<void()> &first, const std::function<void()> &second) {
  const long first_batch = calls_lasting(0.01, first), second_batch = calls_lasting(0.01, second);
  constexpr int rounds = 25;
  SideBySide least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (int i = 0; i < rounds; ++i) {
    least.first = std::min(least.first, thread_seconds_of(first, first_batch));
    least.second = std::min(least.second, thread_seconds_of(second, second_batch));
  }
  return least;
}

} // namespace burin::bench
