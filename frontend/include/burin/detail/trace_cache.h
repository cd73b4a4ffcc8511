// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/trace_ledger.h"
#include "burin/detail/trace_scope.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace burin::detail {

/// One trace, ready to run.
struct CacheEntry {
  StoredKey key;
  std::uint64_t hash = 0;
  CompiledFunction program;
  TracedFunction function; ///< of a trace made inside another one, which has no program of its own
  std::size_t outputs = 0;
  std::shared_ptr<const void> plan; ///< of the type that the first word of the key names
  std::uint64_t changed = 0;        ///< arguments that the function changed, as bits
  std::uint64_t writable = 0;       ///< arguments that were non-const variables when it was traced
  bool shareable = true;            ///< false: the trace took in an array from outside
  bool keep = true;                 ///< false: its captures belong to a trace in progress
  std::atomic<std::uint64_t> last_use{0};
};

using EntryPtr = std::shared_ptr<CacheEntry>;

/// True when the entry fits a call with these writable arguments: those that it changes are writable in both
/// or in neither.
bool serves(const CacheEntry &entry, std::uint64_t writable);

/// Programs of one jitted function. Bounded: the least recently used entry goes. Any number of threads.
class TraceCache {
public:
  static constexpr std::size_t capacity = 512;
  TraceCache();
  ~TraceCache();

  EntryPtr find(const CallKey &key, std::uint64_t hash, std::uint64_t writable) const;

  /// Traces once however many threads miss the same key at once; the others wait, unless that thread waits for this
  /// one. Nothing stays when `make` throws.
  EntryPtr find_or_make(const CallKey &key, std::uint64_t hash, std::uint64_t writable, EntryPtr (*make)(void *),
                        void *context);

  /// Takes in an entry made elsewhere, unless there is one for the same calls.
  void adopt(const EntryPtr &entry);

  TraceLedger ledger;

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The cache that all jitted functions of one type and identity share.
struct SharedCaches {
  struct State;
  SharedCaches();
  ~SharedCaches();
  std::shared_ptr<TraceCache> get(const std::string &identity);
  std::unique_ptr<State> state;
};

} // namespace burin::detail
