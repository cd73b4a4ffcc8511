// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/jit/ArenaPool.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace burin::codegen {

static constexpr std::size_t cacheLine = 64, hugePage = std::size_t(2) << 20;

static void *allocate(std::size_t bytes) {
  // Fresh 4 KB pages cost four times what huge pages cost.
  bool huge = bytes >= 2 * hugePage;
  std::size_t alignment = huge ? hugePage : cacheLine;
  std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void *memory = std::aligned_alloc(alignment, rounded);
  if (!memory)
    throw std::bad_alloc();
  if (huge)
    madvise(memory, rounded, MADV_HUGEPAGE);
  return memory;
}

ArenaPool::~ArenaPool() {
  for (void *arena : idle)
    std::free(arena);
}

void *ArenaPool::take() {
  if (bytes == 0)
    return nullptr;
  {
    std::lock_guard lock(mutex);
    if (!idle.empty()) {
      void *arena = idle.back();
      idle.pop_back();
      return arena;
    }
  }
  return allocate(bytes);
}

void ArenaPool::give(void *arena) {
  if (!arena)
    return;
  std::lock_guard lock(mutex);
  idle.push_back(arena);
}

} // namespace burin::codegen
