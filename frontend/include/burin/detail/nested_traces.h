// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_cache.h"

#include <cstdint>
#include <memory>

namespace burin::detail {

/// The functions traced inside one outermost trace: what is called twice there is traced once. Kept are only
/// those that took in no value of a trace, so that they can be called from every function of the program.
class NestedTraces {
public:
  NestedTraces();
  ~NestedTraces();
  EntryPtr find(const TraceCache &of, const CallKey &key, std::uint64_t hash, std::uint64_t writable) const;
  void add(std::shared_ptr<const TraceCache> of, const CallKey &key, std::uint64_t hash, const EntryPtr &entry);

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Of the outermost trace in progress.
NestedTraces &nested_traces();

} // namespace burin::detail
