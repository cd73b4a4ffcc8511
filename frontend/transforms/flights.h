// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"
#include "burin/detail/trace_cache.h"

#include <thread>

namespace burin::detail {

/// A trace that a thread is making, of one function and key. The constructor waits while another thread makes the same
/// one; but not for a thread that waits, maybe through others, for this one: two threads whose functions call each
/// other's outside of their traces then trace both.
class Flight {
public:
  Flight(const TraceCache &cache, const CallKey &key);
  ~Flight();
  Flight(const Flight &) = delete;
  Flight &operator=(const Flight &) = delete;
  const StoredKey &key() const { return key_; }

private:
  const Flight *blocker(const CallKey &key) const;
  bool waits_for_me(const Flight &other) const;

  const TraceCache &cache_;
  const StoredKey key_;
  const std::thread::id thread_;
};

} // namespace burin::detail
