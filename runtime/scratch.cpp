// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/scratch.h"
#include "runtime/memory_meter.h"
#include "runtime/parallel.h"

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

namespace burin::runtime {
namespace {

struct Scratch {
  void *memory = nullptr;
  std::int64_t capacity = 0;
  std::int64_t reserved = 0;
  std::uint64_t meter = 0; ///< number of the meter that has counted this thread's `counted` bytes
  std::int64_t counted = 0;

  ~Scratch() { std::free(memory); }

  void *get(std::int64_t bytes) {
    if (bytes > capacity)
      grow((bytes + bytes / 4 + 4095) / 4096 * 4096);
    if (MemoryMeter *active = MemoryMeter::active())
      count(*active, bytes);
    return memory;
  }

  void grow(std::int64_t bytes) {
    std::free(memory);
    memory = std::aligned_alloc(64, static_cast<std::size_t>(bytes));
    capacity = memory ? bytes : 0;
    if (!memory)
      throw std::bad_alloc();
  }

  /// Scratch stays with its thread: it counts once, at its largest.
  void count(MemoryMeter &active, std::int64_t bytes) {
    if (meter != active.number())
      meter = active.number(), counted = 0;
    if (bytes > counted)
      active.add(bytes - std::exchange(counted, bytes));
  }
};

thread_local Scratch scratch;

} // namespace

ScratchReservation::ScratchReservation(std::int64_t bytes) : previous_(scratch.reserved) {
  if (bytes > 0)
    scratch.get(bytes);
  scratch.reserved = bytes;
}

ScratchReservation::~ScratchReservation() { scratch.reserved = previous_; }

std::int64_t reserved_scratch() { return scratch.reserved; }

} // namespace burin::runtime

void *burin_scratch(std::int64_t bytes) { return burin::runtime::scratch.get(bytes); }
