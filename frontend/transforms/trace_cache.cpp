// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_cache.h"
#include "frontend/transforms/flights.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace burin::detail {

static std::atomic<std::uint64_t> clock_tick{0};

bool serves(const CacheEntry &entry, std::uint64_t writable) {
  return (entry.changed & (entry.writable ^ writable)) == 0;
}

struct TraceCache::State {
  mutable std::shared_mutex mutex;
  std::unordered_map<std::uint64_t, std::vector<EntryPtr>> entries;
  std::size_t size = 0;

  void publish(const EntryPtr &entry);
  void evict_oldest();
};

void TraceCache::State::evict_oldest() {
  std::uint64_t oldest = UINT64_MAX;
  for (const auto &[hash, list] : entries)
    for (const EntryPtr &entry : list)
      oldest = std::min(oldest, entry->last_use.load());
  for (auto bucket = entries.begin(); bucket != entries.end(); ++bucket)
    if (std::erase_if(bucket->second, [&](const EntryPtr &entry) { return entry->last_use.load() == oldest; })) {
      if (bucket->second.empty())
        entries.erase(bucket);
      --size;
      return;
    }
}

void TraceCache::State::publish(const EntryPtr &entry) {
  std::unique_lock lock(mutex);
  if (size >= capacity)
    evict_oldest();
  entry->last_use = ++clock_tick;
  entries[entry->hash].push_back(entry);
  ++size;
}

TraceCache::TraceCache() : state_(std::make_unique<State>()) {}
TraceCache::~TraceCache() = default;

EntryPtr TraceCache::find(const CallKey &key, std::uint64_t hash, std::uint64_t writable) const {
  std::shared_lock lock(state_->mutex);
  const auto bucket = state_->entries.find(hash);
  if (bucket == state_->entries.end())
    return nullptr;
  for (const EntryPtr &entry : bucket->second)
    if (serves(*entry, writable) && entry->key.matches(key)) {
      entry->last_use.store(clock_tick.fetch_add(1, std::memory_order_relaxed) + 1, std::memory_order_relaxed);
      return entry;
    }
  return nullptr;
}

EntryPtr TraceCache::find_or_make(const CallKey &key, std::uint64_t hash, std::uint64_t writable,
                                  EntryPtr (*make)(void *), void *context) {
  const Flight flight(*this, key);
  if (EntryPtr entry = find(key, hash, writable))
    return entry;
  EntryPtr entry = make(context);
  entry->key = flight.key();
  entry->hash = hash;
  if (entry->keep)
    state_->publish(entry);
  return entry;
}

void TraceCache::adopt(const EntryPtr &entry) {
  {
    std::shared_lock lock(state_->mutex);
    const auto bucket = state_->entries.find(entry->hash);
    if (bucket != state_->entries.end() &&
        std::any_of(bucket->second.begin(), bucket->second.end(), [&](const EntryPtr &other) {
          return serves(*other, entry->writable) && other->key.matches(entry->key);
        }))
      return;
  }
  state_->publish(entry);
}

struct SharedCaches::State {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<TraceCache>> caches;
};

SharedCaches::SharedCaches() : state(std::make_unique<State>()) {}
SharedCaches::~SharedCaches() = default;

std::shared_ptr<TraceCache> SharedCaches::get(const std::string &identity) {
  std::lock_guard lock(state->mutex);
  std::shared_ptr<TraceCache> &cache = state->caches[identity];
  if (!cache)
    cache = std::make_shared<TraceCache>();
  return cache;
}

} // namespace burin::detail
