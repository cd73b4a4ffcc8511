// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/scratch.h"
#include "runtime/parallel.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

struct Scratch {
  void *memory = nullptr;
  std::int64_t capacity = 0;
  ~Scratch() { std::free(memory); }

  void *reserve(std::int64_t bytes) {
    if (bytes <= capacity)
      return memory;
    const std::int64_t rounded = (bytes + bytes / 4 + 4095) / 4096 * 4096;
    std::free(memory);
    memory = std::aligned_alloc(64, static_cast<std::size_t>(rounded));
    capacity = memory ? rounded : 0;
    if (!memory)
      throw std::bad_alloc();
    return memory;
  }
};

thread_local Scratch scratch;

} // namespace

std::int64_t burin::runtime::reserved_scratch() { return scratch.capacity; }

void *burin_scratch(std::int64_t bytes) { return scratch.reserve(bytes); }
