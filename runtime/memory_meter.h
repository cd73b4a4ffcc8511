// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace burin::runtime {

/// Counts, from its construction on, the bytes of arrays, arenas and scratch memory as they were asked for: what a
/// MemoryPlan promises. One at a time; without one, counting costs a load and a branch.
class MemoryMeter {
public:
  MemoryMeter();
  ~MemoryMeter();
  MemoryMeter(const MemoryMeter &) = delete;
  MemoryMeter &operator=(const MemoryMeter &) = delete;

  std::int64_t live() const { return live_; }
  std::int64_t peak() const { return peak_; }
  /// The peak counts from what is live now.
  void restart() { peak_ = live_.load(); }

  static MemoryMeter *active() noexcept { return active_.load(std::memory_order_acquire); }
  std::uint64_t number() const { return number_; }
  void add(std::int64_t bytes) noexcept;

private:
  static std::atomic<MemoryMeter *> active_;
  const std::uint64_t number_;
  std::atomic<std::int64_t> live_{0}, peak_{0};
};

} // namespace burin::runtime
