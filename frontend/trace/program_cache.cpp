// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/program_cache.h"

#include <algorithm>
#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

namespace burin::detail {
namespace {

struct Entry {
  std::uint64_t hash;
  std::vector<std::uint64_t> words;
  std::shared_ptr<const Program> program;

  bool matches(const ProgramKey &key) const {
    return hash == key.hash() && std::equal(words.begin(), words.end(), key.words().begin(), key.words().end());
  }
};

constexpr std::size_t capacity = 4096;

/// Never destroyed: static arrays may be computed with until the end of the process.
struct Cache {
  std::mutex mutex;
  std::list<std::shared_ptr<const Entry>> by_use; // most recent first
  std::unordered_multimap<std::uint64_t, decltype(by_use)::iterator> by_hash;
  std::atomic<std::uint64_t> generation{1};

  static Cache &get() {
    static Cache &cache = *new Cache;
    return cache;
  }

  std::shared_ptr<const Entry> find(const ProgramKey &key) {
    auto [first, last] = by_hash.equal_range(key.hash());
    for (; first != last; ++first)
      if ((*first->second)->matches(key)) {
        by_use.splice(by_use.begin(), by_use, first->second);
        return by_use.front();
      }
    return nullptr;
  }

  void insert(std::shared_ptr<const Entry> entry) {
    by_use.push_front(entry);
    by_hash.emplace(entry->hash, by_use.begin());
    while (by_use.size() > capacity)
      drop_oldest();
  }

  void drop_oldest() {
    auto oldest = std::prev(by_use.end());
    auto [first, last] = by_hash.equal_range((*oldest)->hash);
    for (; first != last; ++first)
      if (first->second == oldest) {
        by_hash.erase(first);
        break;
      }
    by_use.pop_back();
  }
};

/// What this thread used lately, found without a lock.
struct Recent {
  static constexpr std::size_t slots = 256;
  std::array<std::shared_ptr<const Entry>, slots> entries;
  std::uint64_t generation = 0;

  std::shared_ptr<const Entry> &slot(const ProgramKey &key) { return entries[(key.hash() >> 20) % slots]; }
};

Recent &recent() {
  thread_local Recent instance;
  Cache &cache = Cache::get();
  if (const auto now = cache.generation.load(std::memory_order_acquire); instance.generation != now) {
    instance.entries.fill(nullptr);
    instance.generation = now;
  }
  return instance;
}

} // namespace

const Program *find_program(const ProgramKey &key) {
  std::shared_ptr<const Entry> &slot = recent().slot(key);
  if (slot && slot->matches(key))
    return slot->program.get();
  Cache &cache = Cache::get();
  std::lock_guard lock(cache.mutex);
  std::shared_ptr<const Entry> found = cache.find(key);
  if (!found)
    return nullptr;
  slot = std::move(found);
  return slot->program.get();
}

const Program *insert_program(const ProgramKey &key, std::shared_ptr<const Program> program) {
  auto entry = std::make_shared<Entry>(Entry{key.hash(), {key.words().begin(), key.words().end()}, std::move(program)});
  std::shared_ptr<const Entry> &slot = recent().slot(key);
  slot = entry;
  Cache &cache = Cache::get();
  std::lock_guard lock(cache.mutex);
  if (!cache.find(key))
    cache.insert(std::move(entry));
  return slot->program.get();
}

void clear_programs() {
  Cache &cache = Cache::get();
  std::lock_guard lock(cache.mutex);
  cache.by_hash.clear();
  cache.by_use.clear();
  cache.generation.fetch_add(1, std::memory_order_release);
}

} // namespace burin::detail
