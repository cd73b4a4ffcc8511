// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/flights.h"

#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace burin::detail {
namespace {

/// All of the process: traces are rare, and who waits for whom is a matter of all functions together.
struct Airspace {
  std::mutex mutex;
  std::condition_variable landed;
  std::vector<const Flight *> flights;
  std::unordered_map<std::thread::id, std::thread::id> waiting; ///< a thread, and the one that it waits for

  static Airspace &get() {
    static auto *airspace = new Airspace; // threads may trace while statics are destroyed
    return *airspace;
  }
};

} // namespace

Flight::Flight(const TraceCache &cache, const CallKey &key)
    : cache_(cache), key_(key), thread_(std::this_thread::get_id()) {
  Airspace &airspace = Airspace::get();
  std::unique_lock lock(airspace.mutex);
  while (const Flight *other = blocker(key)) {
    airspace.waiting[thread_] = other->thread_;
    airspace.landed.wait(lock);
    airspace.waiting.erase(thread_);
  }
  airspace.flights.push_back(this);
}

Flight::~Flight() {
  Airspace &airspace = Airspace::get();
  std::lock_guard lock(airspace.mutex);
  std::erase(airspace.flights, this);
  airspace.landed.notify_all();
}

const Flight *Flight::blocker(const CallKey &key) const {
  for (const Flight *other : Airspace::get().flights)
    if (&other->cache_ == &cache_ && other->thread_ != thread_ && other->key_.matches(key) && !waits_for_me(*other))
      return other;
  return nullptr;
}

bool Flight::waits_for_me(const Flight &other) const {
  const auto &waiting = Airspace::get().waiting;
  for (auto at = waiting.find(other.thread_); at != waiting.end(); at = waiting.find(at->second))
    if (at->second == thread_)
      return true;
  return false;
}

} // namespace burin::detail
