// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_cache.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace burin::detail {
namespace {

std::atomic<std::uint64_t> clock_tick{0};

struct InFlight {
  StoredKey key;
  std::thread::id thread;
  bool done = false;
};

/// The lines that differ between two keys, old and new; structure first.
std::string difference(const std::vector<KeyLine> &before, const std::vector<KeyLine> &now) {
  std::string text;
  const std::size_t common = std::min(before.size(), now.size());
  for (std::size_t i = 0; i < std::max(before.size(), now.size()); ++i) {
    if (i < common && before[i].path == now[i].path && before[i].value == now[i].value)
      continue;
    const auto line = [i](const std::vector<KeyLine> &lines) {
      return i < lines.size() ? lines[i].path + " is " + lines[i].value : std::string("nothing");
    };
    text += (text.empty() ? "" : "\n  ") + std::string("before: ") + line(before) + "; now: " + line(now);
  }
  return text.empty() ? "the arguments look alike; their types, or arrays taken in from outside, differ" : text;
}

std::size_t distance(const std::vector<KeyLine> &a, const std::vector<KeyLine> &b) {
  std::size_t count = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    count += a[i].path != b[i].path || a[i].value != b[i].value;
  return count;
}

} // namespace

bool serves(const CacheEntry &entry, std::uint64_t writable) {
  return (entry.changed & (entry.writable ^ writable)) == 0;
}

struct TraceCache::State {
  mutable std::shared_mutex mutex;
  std::unordered_map<std::uint64_t, std::vector<EntryPtr>> entries;
  std::size_t size = 0;
  std::unordered_multimap<std::uint64_t, StoredKey> counted; ///< of traces made inside others

  std::mutex flight_mutex;
  std::condition_variable landed;
  std::vector<std::shared_ptr<InFlight>> in_flight;

  std::atomic<long long> budget{-1};
  std::vector<KeyLine> first, latest; ///< arguments of the last two traces; guarded by mutex

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
  const auto mine = std::make_shared<InFlight>(InFlight{StoredKey(key), std::this_thread::get_id()});
  {
    std::unique_lock lock(state_->flight_mutex);
    const auto busy = [&] {
      return std::any_of(state_->in_flight.begin(), state_->in_flight.end(),
                         [&](const auto &other) { return other->thread != mine->thread && other->key.matches(key); });
    };
    state_->landed.wait(lock, [&] { return !busy(); });
    if (EntryPtr entry = find(key, hash, writable))
      return entry;
    state_->in_flight.push_back(mine);
  }
  struct Landing {
    State &state;
    const std::shared_ptr<InFlight> &mine;
    ~Landing() {
      std::lock_guard lock(state.flight_mutex);
      std::erase(state.in_flight, mine);
      state.landed.notify_all();
    }
  } landing{*state_, mine};
  EntryPtr entry = make(context);
  entry->key = mine->key;
  entry->hash = hash;
  if (entry->keep)
    state_->publish(entry);
  return entry;
}

void TraceCache::adopt(const EntryPtr &entry) { state_->publish(entry); }

void TraceCache::count_trace(std::vector<KeyLine> description) {
  std::unique_lock lock(state_->mutex);
  ++traces_;
  state_->first = std::exchange(state_->latest, std::move(description));
}

void TraceCache::note_counted(const CallKey &key, std::uint64_t hash) {
  if (is_counted(key, hash))
    return;
  std::unique_lock lock(state_->mutex);
  if (state_->counted.size() >= capacity)
    state_->counted.clear();
  state_->counted.emplace(hash, key);
}

bool TraceCache::is_counted(const CallKey &key, std::uint64_t hash) const {
  std::shared_lock lock(state_->mutex);
  const auto [first, last] = state_->counted.equal_range(hash);
  return std::any_of(first, last, [&](const auto &entry) { return entry.second.matches(key); });
}

void TraceCache::expect(long long budget, std::string_view op, const SourceLine &line) {
  state_->budget = budget;
  if (traces() <= budget)
    return;
  std::shared_lock lock(state_->mutex);
  throw CheckError(Message(op, "the function was traced too often")
                       .expected("at most " + std::to_string(budget) + " traces", std::to_string(traces()))
                       .note(difference(state_->first, state_->latest))
                       .at(line)
                       .cure("Keep shapes, dtypes, structure and static values of the arguments the same.")
                       .text("checkerror"));
}

void TraceCache::require_budget(std::string_view op, const std::vector<KeyLine> &lines, const SourceLine &line) const {
  const long long budget = state_->budget;
  if (budget < 0 || traces() < budget)
    return;
  std::shared_lock lock(state_->mutex);
  const std::vector<KeyLine> *nearest = &state_->latest;
  for (const auto &[hash, list] : state_->entries)
    for (const EntryPtr &entry : list)
      if (distance(entry->description, lines) < distance(*nearest, lines))
        nearest = &entry->description;
  throw CheckError(Message(op, "this call would trace the function once more")
                       .expected("at most " + std::to_string(budget) + " traces", std::to_string(traces() + 1))
                       .note(difference(*nearest, lines))
                       .at(line)
                       .cure("Keep shapes, dtypes, structure and static values of the arguments the same.")
                       .text("checkerror"));
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
