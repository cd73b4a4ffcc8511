// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace burin::runtime {

/// Reference-counted memory, 64-byte aligned, uninitialized; returned to a bounded cache by size class when the last
/// reference goes. Thread-safe.
class Buffer {
public:
  Buffer() = default;
  /// Throws std::bad_alloc after the cache has been emptied in vain.
  static Buffer allocate(std::size_t bytes);
  /// Memory of somebody else, 64-byte aligned and not to be written to; it keeps the owner alive.
  static Buffer borrow(const void *data, std::shared_ptr<const void> owner);
  /// True when this is the only reference, and the memory may be written to.
  bool unique() const {
    return block_ && block_->size_class != borrowed && block_->references.load(std::memory_order_acquire) == 1;
  }

  Buffer(const Buffer &other) noexcept : block_(other.block_), data_(other.data_) {
    if (block_)
      block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  Buffer(Buffer &&other) noexcept
      : block_(std::exchange(other.block_, nullptr)), data_(std::exchange(other.data_, nullptr)) {}
  Buffer &operator=(Buffer other) noexcept {
    std::swap(block_, other.block_);
    std::swap(data_, other.data_);
    return *this;
  }
  ~Buffer() {
    if (block_ && block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      recycle(block_);
  }

  void *data() const { return data_; }
  explicit operator bool() const { return block_ != nullptr; }

  /// Bytes held by the cache for later use, of the whole process.
  static std::size_t cached_bytes();
  static void clear_cache();

  static constexpr std::size_t header = 64;
  static constexpr std::uint32_t borrowed = UINT32_MAX; ///< in place of a size class
  struct Block {
    std::atomic<std::uint32_t> references{1};
    std::uint32_t size_class = 0;
    Block *next = nullptr;     ///< in a free list
    std::uint64_t metered = 0; ///< bytes that the MemoryMeter of this number has counted
    std::uint64_t meter = 0;
  };

private:
  Buffer(Block *block, void *data) : block_(block), data_(data) {}
  static void recycle(Block *block) noexcept;
  Block *block_ = nullptr;
  void *data_ = nullptr;
};

static_assert(sizeof(Buffer::Block) <= Buffer::header);

} // namespace burin::runtime
