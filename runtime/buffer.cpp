// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/buffer.h"
#include "runtime/memory_meter.h"

#include <array>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <new>

#include <sys/mman.h>

namespace burin::runtime {
namespace {

using Block = Buffer::Block;

// Classes are spaced by quarter powers of two: at most a quarter of a buffer is unused.
constexpr std::size_t smallest = 128;
constexpr std::uint32_t num_classes = 4 * 40;

// A fresh 4 KB page costs a fault (128 MB: 89 ms); from 2 MiB on, huge pages (22 ms) and warm ones (15 ms) pay.
constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t cache_limit = std::size_t{1} << 30;

constexpr std::size_t class_bytes(std::uint32_t c) { return (smallest / 4 * (4 + c % 4)) << (c / 4); }

std::uint32_t class_of(std::size_t bytes) {
  if (bytes <= smallest)
    return 0;
  const int octave = static_cast<int>(std::bit_width(bytes - 1)) - static_cast<int>(std::bit_width(smallest));
  std::uint32_t c = octave < 0 ? 0 : 4 * static_cast<std::uint32_t>(octave);
  while (class_bytes(c) < bytes)
    ++c;
  return c;
}

void free_all(Block *list) {
  while (list)
    std::free(std::exchange(list, list->next));
}

/// Blocks of all classes, shared by all threads. Never destroyed: arrays may outlive every static object.
struct SharedCache {
  std::mutex mutex;
  std::array<Block *, num_classes> free{};
  std::array<std::uint64_t, num_classes> last_use{};
  std::uint64_t clock = 0;
  std::size_t bytes = 0;

  static SharedCache &get() {
    static SharedCache &cache = *new SharedCache;
    return cache;
  }

  void push(Block *block, std::uint32_t c) {
    block->next = free[c];
    free[c] = block;
    last_use[c] = ++clock;
    bytes += class_bytes(c);
  }

  Block *pop(std::uint32_t c) {
    Block *block = free[c];
    if (!block)
      return nullptr;
    free[c] = block->next;
    last_use[c] = ++clock;
    bytes -= class_bytes(c);
    return block;
  }

  /// Takes out blocks of the classes that were not used for the longest time, until `bytes` more fit.
  Block *make_room(std::size_t more) {
    Block *removed = nullptr;
    while (bytes + more > cache_limit) {
      std::uint32_t oldest = num_classes;
      for (std::uint32_t c = 0; c < num_classes; ++c)
        if (free[c] && (oldest == num_classes || last_use[c] < last_use[oldest]))
          oldest = c;
      Block *block = std::exchange(free[oldest], free[oldest]->next);
      bytes -= class_bytes(oldest);
      block->next = std::exchange(removed, block);
    }
    return removed;
  }
};

/// A few small blocks per class and thread, without a lock.
struct ThreadCache {
  static constexpr std::uint32_t classes = 24; // up to 8 KiB
  static constexpr std::uint8_t depth = 16;
  std::array<Block *, classes> free{};
  std::array<std::uint8_t, classes> count{};
  ~ThreadCache();
};

thread_local ThreadCache thread_cache;
thread_local bool thread_cache_gone = false;

ThreadCache::~ThreadCache() {
  thread_cache_gone = true;
  for (Block *list : free)
    free_all(list);
}

Block *take_cached(std::uint32_t c) {
  if (c < ThreadCache::classes && !thread_cache_gone)
    if (Block *block = thread_cache.free[c]) {
      thread_cache.free[c] = block->next;
      --thread_cache.count[c];
      return block;
    }
  if (c < ThreadCache::classes)
    return nullptr;
  SharedCache &cache = SharedCache::get();
  std::lock_guard lock(cache.mutex);
  return cache.pop(c);
}

Block *allocate_block(std::uint32_t c) {
  std::size_t bytes = class_bytes(c);
  const std::size_t alignment = bytes >= huge_page ? huge_page : 64;
  bytes = (bytes + alignment - 1) / alignment * alignment;
  void *memory = std::aligned_alloc(alignment, bytes);
  if (memory && alignment == huge_page)
    madvise(memory, bytes, MADV_HUGEPAGE);
  return memory ? new (memory) Block : nullptr;
}

/// What stands for memory of somebody else.
struct BorrowedBlock : Block {
  explicit BorrowedBlock(std::shared_ptr<const void> o) : owner(std::move(o)) { size_class = Buffer::borrowed; }
  std::shared_ptr<const void> owner;
};

void count(MemoryMeter &meter, Block &block, std::size_t bytes) {
  block.meter = meter.number();
  block.metered = bytes;
  meter.add(static_cast<std::int64_t>(bytes));
}

void discount(MemoryMeter &meter, Block &block) {
  if (block.meter == meter.number())
    meter.add(-static_cast<std::int64_t>(std::exchange(block.metered, 0)));
}

} // namespace

Buffer Buffer::allocate(std::size_t bytes) {
  if (bytes > (std::size_t{1} << 46))
    throw std::bad_alloc();
  const std::uint32_t c = class_of(bytes + header);
  Block *block = take_cached(c);
  if (!block)
    block = allocate_block(c);
  if (!block) {
    clear_cache();
    block = allocate_block(c);
  }
  if (!block)
    throw std::bad_alloc();
  block->references.store(1, std::memory_order_relaxed);
  block->size_class = c;
  if (MemoryMeter *meter = MemoryMeter::active())
    count(*meter, *block, bytes);
  return Buffer(block, reinterpret_cast<std::byte *>(block) + header);
}

Buffer Buffer::borrow(const void *data, std::shared_ptr<const void> owner) {
  Block *block = new BorrowedBlock(std::move(owner));
  return Buffer(block, const_cast<void *>(data));
}

void Buffer::recycle(Block *block) noexcept {
  if (block->size_class == borrowed) {
    delete static_cast<BorrowedBlock *>(block);
    return;
  }
  if (MemoryMeter *meter = MemoryMeter::active())
    discount(*meter, *block);
  const std::uint32_t c = block->size_class;
  if (c < ThreadCache::classes) {
    if (thread_cache_gone || thread_cache.count[c] == ThreadCache::depth)
      return std::free(block);
    block->next = thread_cache.free[c];
    thread_cache.free[c] = block;
    ++thread_cache.count[c];
    return;
  }
  if (class_bytes(c) > cache_limit)
    return std::free(block);
  SharedCache &cache = SharedCache::get();
  std::unique_lock lock(cache.mutex);
  Block *removed = cache.make_room(class_bytes(c));
  cache.push(block, c);
  lock.unlock();
  free_all(removed);
}

std::size_t Buffer::cached_bytes() {
  SharedCache &cache = SharedCache::get();
  std::lock_guard lock(cache.mutex);
  return cache.bytes;
}

void Buffer::clear_cache() {
  SharedCache &cache = SharedCache::get();
  std::lock_guard lock(cache.mutex);
  for (Block *&list : cache.free)
    free_all(std::exchange(list, nullptr));
  cache.bytes = 0;
}

} // namespace burin::runtime
