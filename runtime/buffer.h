// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace burin::runtime {

/// Reference-counted memory, 64-byte aligned, uninitialized; returned to a bounded cache by size class when the last
/// reference goes. Thread-safe.
class Buffer {
public:
  Buffer() = default;
  /// Throws std::bad_alloc after the cache has been emptied in vain.
  static Buffer allocate(std::size_t bytes);
  /// True when this is the only reference.
  bool unique() const { return block_ && block_->references.load(std::memory_order_acquire) == 1; }

  Buffer(const Buffer &other) noexcept : block_(other.block_) {
    if (block_)
      block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  Buffer(Buffer &&other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Buffer &operator=(Buffer other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Buffer() {
    if (block_ && block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      recycle(block_);
  }

  void *data() const { return block_ ? reinterpret_cast<std::byte *>(block_) + header : nullptr; }
  explicit operator bool() const { return block_ != nullptr; }

  /// Bytes held by the cache for later use, of the whole process.
  static std::size_t cached_bytes();
  static void clear_cache();

  static constexpr std::size_t header = 64;
  struct Block {
    std::atomic<std::uint32_t> references{1};
    std::uint32_t size_class = 0;
    Block *next = nullptr;     ///< in a free list
    std::uint64_t metered = 0; ///< bytes that the MemoryMeter of this number has counted
    std::uint64_t meter = 0;
  };

private:
  explicit Buffer(Block *block) : block_(block) {}
  static void recycle(Block *block) noexcept;
  Block *block_ = nullptr;
};

static_assert(sizeof(Buffer::Block) <= Buffer::header);

} // namespace burin::runtime
