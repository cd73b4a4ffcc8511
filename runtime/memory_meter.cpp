// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/memory_meter.h"

namespace burin::runtime {

std::atomic<MemoryMeter *> MemoryMeter::active_{nullptr};

static std::atomic<std::uint64_t> meters{0};

MemoryMeter::MemoryMeter() : number_(++meters) { active_ = this; }

MemoryMeter::~MemoryMeter() { active_ = nullptr; }

void MemoryMeter::add(std::int64_t bytes) noexcept {
  const std::int64_t now = live_.fetch_add(bytes) + bytes;
  std::int64_t highest = peak_;
  while (now > highest && !peak_.compare_exchange_weak(highest, now)) {
  }
}

} // namespace burin::runtime
