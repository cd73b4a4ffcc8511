// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/parallel.h"
#include "runtime/scratch.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <pthread.h>
#include <sched.h>

namespace burin::runtime {
namespace {

// Measured: an empty region costs 0.1 us while workers still spin, 0.5 us once they sleep.
constexpr int spins_before_sleep = 2000;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// One parallel loop; lives on its caller's stack.
struct Job {
  void (*body)(void **, std::int64_t, std::int64_t);
  void **ptrs;
  std::int64_t n, chunk;
  std::int64_t scratch = reserved_scratch(); ///< what a helper must have
  std::atomic<std::int64_t> next{0};
  std::atomic<int> helpers{0};
  Job *link = nullptr;

  bool exhausted() const { return next.load(std::memory_order_relaxed) >= n; }
  void work() {
    for (;;) {
      const std::int64_t lo = next.fetch_add(chunk, std::memory_order_relaxed);
      if (lo >= n)
        return;
      body(ptrs, lo, std::min(lo + chunk, n));
    }
  }
};

constexpr int most_threads = 1024;

struct ThreadCount {
  int value;
  std::string problem; ///< of the environment variable
};

int available_threads() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return std::max(1, CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

ThreadCount wanted_threads() {
  const char *variable = std::getenv("BURIN_NUM_THREADS");
  const std::string_view text = variable ? variable : "";
  if (text.empty())
    return {available_threads(), {}};
  int count = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), count);
  if (error == std::errc() && end == text.end() && count >= 1 && count <= most_threads)
    return {count, {}};
  return {available_threads(), "BURIN_NUM_THREADS: expected a number of threads from 1 to " +
                                   std::to_string(most_threads) + ", got " + std::string(text)};
}

const ThreadCount &thread_count() {
  static const ThreadCount count = wanted_threads();
  return count;
}

class Pool {
public:
  explicit Pool(int workers) {
    try {
      for (int i = 0; i < workers; ++i)
        std::thread([this] { serve(); }).detach();
    } catch (const std::system_error &) {
      // The system gives no more threads; callers finish with those there are, or alone.
    }
  }

  void run(Job &job) {
    publish(job);
    job.work();
    withdraw(job);
    for (int spins = 0; job.helpers.load(std::memory_order_acquire) != 0; ++spins)
      spins < spins_before_sleep ? relax() : std::this_thread::yield();
  }

private:
  void publish(Job &job) {
    {
      std::lock_guard lock(mutex_);
      job.link = jobs_;
      jobs_ = &job;
      generation_.fetch_add(1, std::memory_order_release);
      if (sleepers_ == 0)
        return;
    }
    wake_.notify_all();
  }

  void withdraw(Job &job) {
    std::lock_guard lock(mutex_);
    for (Job **at = &jobs_; *at; at = &(*at)->link)
      if (*at == &job) {
        *at = job.link;
        return;
      }
  }

  /// A job with chunks left; joined, so that its caller waits.
  Job *join_one() {
    for (Job *job = jobs_; job; job = job->link)
      if (!job->exhausted()) {
        job->helpers.fetch_add(1, std::memory_order_relaxed);
        return job;
      }
    return nullptr;
  }

  void serve() {
    std::uint64_t seen = 0;
    for (;;) {
      spin_until_changed(seen);
      Job *job = nullptr;
      {
        std::unique_lock lock(mutex_);
        while (!(job = join_one())) {
          seen = generation_.load(std::memory_order_relaxed);
          lock.unlock();
          const bool changed = spin_until_changed(seen);
          lock.lock();
          if (!changed && generation_.load(std::memory_order_relaxed) == seen) {
            ++sleepers_;
            wake_.wait(lock);
            --sleepers_;
          }
        }
      }
      const bool helped = help(*job);
      job->helpers.fetch_sub(1, std::memory_order_release);
      if (!helped)
        return;
    }
  }

  /// A thread that cannot have the scratch memory leaves the pool: compiled code cannot fail half way.
  static bool help(Job &job) {
    try {
      const ScratchReservation reservation(job.scratch);
      job.work();
      return true;
    } catch (const std::bad_alloc &) {
      return false;
    }
  }

  bool spin_until_changed(std::uint64_t seen) const {
    for (int i = 0; i < spins_before_sleep; ++i) {
      if (generation_.load(std::memory_order_acquire) != seen)
        return true;
      relax();
    }
    return false;
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<std::uint64_t> generation_{0};
  Job *jobs_ = nullptr;
  int sleepers_ = 0;
};

std::atomic<Pool *> current_pool{nullptr};
std::mutex pool_mutex;

/// Started by the first loop that is worth it; a forked child starts its own (the parent's threads are not there).
/// Never destroyed: workers may outlive static objects.
Pool &pool() {
  if (Pool *running = current_pool.load(std::memory_order_acquire))
    return *running;
  std::lock_guard lock(pool_mutex);
  if (!current_pool.load(std::memory_order_relaxed)) {
    static const int registered = pthread_atfork([] { pool_mutex.lock(); }, [] { pool_mutex.unlock(); },
                                                 [] {
                                                   current_pool.store(nullptr);
                                                   pool_mutex.unlock();
                                                 });
    static_cast<void>(registered);
    current_pool.store(new Pool(num_threads() - 1), std::memory_order_release);
  }
  return *current_pool.load(std::memory_order_relaxed);
}

} // namespace

int num_threads() { return thread_count().value; }
const std::string &num_threads_problem() { return thread_count().problem; }

} // namespace burin::runtime

void burin_parallel_for(void (*body)(void **, std::int64_t, std::int64_t), void **ptrs, std::int64_t n,
                        std::int64_t grain) {
  using namespace burin::runtime;
  const int threads = num_threads();
  grain = std::max<std::int64_t>(grain, 1);
  if (n <= grain || threads == 1) {
    if (n > 0)
      body(ptrs, 0, n);
    return;
  }
  const std::int64_t grains = (n + grain - 1) / grain;
  // Four chunks per thread level out uneven progress; each stays a multiple of the grain.
  const std::int64_t chunk = std::max<std::int64_t>(1, grains / (4 * threads)) * grain;
  Job job{body, ptrs, n, chunk};
  pool().run(job);
}
