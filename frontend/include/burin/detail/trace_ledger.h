// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/trace_scope.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace burin::detail {

/// The account of one function's traces: how many, why, and what they cost. Any number of threads.
class TraceLedger {
public:
  TraceLedger();
  ~TraceLedger();

  /// One more trace, of a call with these arguments.
  void count(std::vector<KeyLine> arguments, const TraceCost &cost);
  long long traces() const { return traces_; }

  /// A trace made inside another one, or ahead of time, is made again later: its key counts once.
  void note_counted(const CallKey &key, std::uint64_t hash);
  bool is_counted(const CallKey &key, std::uint64_t hash) const;

  /// CheckError when there were more traces than `budget`, or once there are.
  void expect(long long budget, std::string_view op, const SourceLine &line);
  /// CheckError when one more trace, of a call with these arguments, breaks the promise given to expect.
  void require_budget(std::string_view op, const std::vector<KeyLine> &arguments, const SourceLine &line) const;

  /// One paragraph per trace under the title: where it was called for, what had changed against the nearest earlier
  /// call, and how long it took.
  std::string explain(std::string_view title) const;

private:
  struct State;
  std::unique_ptr<State> state_;
  std::atomic<long long> traces_{0};
};

} // namespace burin::detail
