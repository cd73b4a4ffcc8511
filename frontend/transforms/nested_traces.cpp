// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/nested_traces.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"

#include <unordered_map>
#include <utility>

namespace burin::detail {

struct NestedTraces::State {
  struct Nested {
    std::shared_ptr<const TraceCache> of;
    EntryPtr entry;
  };
  std::unordered_multimap<std::uint64_t, Nested> by_hash;
};

NestedTraces::NestedTraces() : state_(std::make_unique<State>()) {}
NestedTraces::~NestedTraces() = default;

EntryPtr NestedTraces::find(const TraceCache &of, const CallKey &key, std::uint64_t hash,
                            std::uint64_t writable) const {
  const auto [first, last] = state_->by_hash.equal_range(hash);
  for (auto nested = first; nested != last; ++nested) {
    const EntryPtr &entry = nested->second.entry;
    if (nested->second.of.get() == &of && serves(*entry, writable) && entry->key.matches(key) &&
        entry->function.serves_derivatives())
      return entry;
  }
  return nullptr;
}

void NestedTraces::add(std::shared_ptr<const TraceCache> of, const CallKey &key, std::uint64_t hash,
                       const EntryPtr &entry) {
  entry->key = StoredKey(key);
  state_->by_hash.emplace(hash, State::Nested{std::move(of), entry});
}

NestedTraces &nested_traces() {
  Trace *outermost = thread_state.trace;
  while (outermost->parent())
    outermost = outermost->parent();
  if (!outermost->nested)
    outermost->nested = std::make_shared<NestedTraces>();
  return *outermost->nested;
}

} // namespace burin::detail
