// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/recording.h"

#include <deque>
#include <unordered_map>

namespace burin::detail {

/// Which values of recorded functions are arguments of the outermost one, handed on by calls. A function that is called
/// several times has those of its first call.
class RecordedOrigins {
public:
  explicit RecordedOrigins(const std::deque<RecordedFunction> &functions);

  /// Number of the argument, or -1.
  int argument_of(const RecordedFunction &function, runtime::ValueId value) const;
  /// Null for a function that was not recorded here.
  const RecordedFunction *record_of(const runtime::Function *function) const;

private:
  struct Caller {
    const RecordedFunction *function;
    const RecordedCallee *callee;
  };
  const RecordedFunction *outermost_;
  std::unordered_map<const runtime::Function *, const RecordedFunction *> records_;
  std::unordered_map<const runtime::Function *, Caller> callers_;
};

} // namespace burin::detail
