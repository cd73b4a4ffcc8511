// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/buffer.h"
#include "runtime/memory_meter.h"
#include "runtime/parallel.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <thread>
#include <vector>

namespace burin::runtime {
namespace {

TEST(Buffer, EverySizeIsAlignedAndWritable) {
  for (std::size_t bytes : {0, 1, 64, 65, 100, 128, 129, 4096, 5000, 1 << 20, (1 << 21) + 1, 3 << 20}) {
    Buffer buffer = Buffer::allocate(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0u) << bytes;
    std::memset(buffer.data(), 1, bytes);
  }
}

TEST(Buffer, IsReusedAfterTheLastReference) {
  void *first;
  {
    Buffer buffer = Buffer::allocate(1 << 16), copy = buffer;
    first = buffer.data();
  }
  EXPECT_EQ(Buffer::allocate(1 << 16).data(), first);
}

TEST(Buffer, CacheIsCountedAndCleared) {
  Buffer::clear_cache();
  {
    Buffer buffer = Buffer::allocate(1 << 20);
  }
  EXPECT_GE(Buffer::cached_bytes(), std::size_t{1} << 20);
  Buffer::clear_cache();
  EXPECT_EQ(Buffer::cached_bytes(), 0u);
}

TEST(Buffer, CacheStaysBoundedAndKeepsWhatWasUsedLast) {
  Buffer::clear_cache();
  void *last = nullptr;
  for (std::size_t megabytes : {200, 250, 300, 350, 450}) { // never touched: no memory is used
    Buffer buffer = Buffer::allocate(megabytes << 20);
    last = buffer.data();
  }
  EXPECT_LE(Buffer::cached_bytes(), std::size_t{1} << 30);
  EXPECT_GE(Buffer::cached_bytes(), std::size_t{450} << 20);
  EXPECT_EQ(Buffer::allocate(std::size_t{450} << 20).data(), last);
  Buffer::clear_cache();
}

TEST(Buffer, IsUniqueWhileNobodyElseRefersToIt) {
  Buffer buffer = Buffer::allocate(100);
  EXPECT_TRUE(buffer.unique());
  {
    Buffer copy = buffer;
    EXPECT_FALSE(buffer.unique());
  }
  EXPECT_TRUE(buffer.unique());
  EXPECT_FALSE(Buffer().unique());
}

TEST(Buffer, BorrowedMemoryKeepsItsOwnerAndIsNeverGivenAway) {
  alignas(64) static const float values[16] = {1, 2, 3};
  std::weak_ptr<int> alive;
  {
    auto owner = std::make_shared<int>(0);
    alive = owner;
    Buffer buffer = Buffer::borrow(values, std::move(owner));
    EXPECT_EQ(buffer.data(), values);
    EXPECT_FALSE(buffer.unique());
    Buffer copy = buffer;
    buffer = Buffer();
    EXPECT_EQ(copy.data(), values);
    EXPECT_FALSE(alive.expired());
  }
  EXPECT_TRUE(alive.expired());
}

TEST(MemoryMeter, CountsWhatIsLiveAndItsPeak) {
  Buffer before = Buffer::allocate(1000);
  MemoryMeter meter;
  {
    Buffer a = Buffer::allocate(100), b = Buffer::allocate(5000);
    EXPECT_EQ(meter.live(), 5100);
  }
  before = Buffer();
  EXPECT_EQ(meter.live(), 0);
  EXPECT_EQ(meter.peak(), 5100);
  meter.restart();
  Buffer c = Buffer::allocate(7);
  EXPECT_EQ(meter.peak(), 7);
}

TEST(MemoryMeter, CountsScratchOncePerThread) {
  MemoryMeter meter;
  burin_scratch(1000), burin_scratch(3000), burin_scratch(2000);
  EXPECT_EQ(meter.peak(), 3000);
}

TEST(Buffer, TooMuchIsBadAlloc) { EXPECT_THROW(Buffer::allocate(std::size_t{1} << 60), std::bad_alloc); }

TEST(Buffer, ThreadsPassBuffersToEachOther) {
  std::vector<Buffer> made(64);
  std::thread maker([&] {
    for (Buffer &buffer : made)
      buffer = Buffer::allocate(100);
  });
  maker.join();
  made.clear();
}

} // namespace
} // namespace burin::runtime
