// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace burin::codegen {

/// Arenas of one program: one per call in flight, kept for the next call.
class ArenaPool {
public:
  explicit ArenaPool(std::size_t bytes) : bytes(bytes) {}
  ArenaPool(const ArenaPool &) = delete;
  ArenaPool &operator=(const ArenaPool &) = delete;
  ~ArenaPool();

  /// 64-byte aligned memory of the pool's size, null for size 0. Throws std::bad_alloc.
  void *take();
  void give(void *arena);

private:
  const std::size_t bytes;
  std::mutex mutex;
  std::vector<void *> idle;
};

} // namespace burin::codegen
