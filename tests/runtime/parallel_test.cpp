// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/parallel.h"
#include "runtime/scratch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace {

void increment(void **ptrs, std::int64_t lo, std::int64_t hi) {
  auto *data = static_cast<int *>(ptrs[0]);
  for (std::int64_t i = lo; i < hi; ++i)
    ++data[i];
}

void run_over(std::vector<int> &data, std::int64_t grain) {
  void *ptrs[] = {data.data()};
  burin_parallel_for(increment, ptrs, static_cast<std::int64_t>(data.size()), grain);
}

TEST(Parallel, CoversEveryIndexOnce) {
  for (std::int64_t n : {0, 1, 7, 1000, 100003})
    for (std::int64_t grain : {1, 16, 5000}) {
      std::vector<int> data(static_cast<std::size_t>(n), 0);
      run_over(data, grain);
      for (int v : data)
        ASSERT_EQ(v, 1);
    }
}

void check_grain(void **ptrs, std::int64_t lo, std::int64_t hi) {
  auto *wrong = static_cast<std::atomic<int> *>(ptrs[0]);
  if (lo % 64 != 0 || (hi % 64 != 0 && hi != 10000))
    ++*wrong;
}

TEST(Parallel, RangesAreMultiplesOfTheGrain) {
  std::atomic<int> wrong = 0;
  void *ptrs[] = {&wrong};
  burin_parallel_for(check_grain, ptrs, 10000, 64);
  EXPECT_EQ(wrong, 0);
}

TEST(Parallel, ManyThreadsCallAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        std::vector<int> data(5000, round);
        run_over(data, 100);
        for (int v : data)
          wrong += v != round + 1;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

void nested(void **ptrs, std::int64_t lo, std::int64_t hi) {
  for (std::int64_t i = lo; i < hi; ++i)
    run_over(static_cast<std::vector<int> *>(ptrs[0])[i], 10);
}

TEST(Parallel, NestedLoopsFinish) {
  std::vector<std::vector<int>> rows(20, std::vector<int>(100, 0));
  void *ptrs[] = {rows.data()};
  burin_parallel_for(nested, ptrs, 20, 1);
  for (const auto &row : rows)
    for (int v : row)
      ASSERT_EQ(v, 1);
}

TEST(Parallel, WorksInAForkedChild) {
  std::vector<int> data(10000, 0);
  run_over(data, 10);
  const pid_t child = fork();
  if (child == 0) {
    run_over(data, 10);
    _exit(data[9999] == 2 && data[0] == 2 ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void require_scratch(void **ptrs, std::int64_t, std::int64_t) {
  if (burin::runtime::reserved_scratch() < 3 << 20)
    ++*static_cast<std::atomic<int> *>(ptrs[0]);
}

TEST(Scratch, HelpersHaveWhatTheCallerReserved) {
  std::atomic<int> lacking = 0;
  void *ptrs[] = {&lacking};
  const burin::runtime::ScratchReservation reservation(3 << 20);
  for (int round = 0; round < 100; ++round)
    burin_parallel_for(require_scratch, ptrs, 1000, 1);
  EXPECT_EQ(lacking, 0);
}

TEST(Scratch, GrowsAndIsAligned) {
  for (std::int64_t bytes : {1, 5000, 100, 1 << 20}) {
    void *memory = burin_scratch(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0u);
    std::memset(memory, 0, static_cast<std::size_t>(bytes));
  }
}

} // namespace
