// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/recorded_origins.h"

#include <algorithm>

namespace burin::detail {

RecordedOrigins::RecordedOrigins(const std::deque<RecordedFunction> &functions) : outermost_(&functions.front()) {
  for (const RecordedFunction &function : functions) {
    records_.emplace(function.function, &function);
    for (const RecordedOp &op : function.ops)
      for (const RecordedCallee &callee : op.callees)
        callers_.emplace(callee.function, Caller{&function, &callee});
  }
}

int RecordedOrigins::argument_of(const RecordedFunction &function, runtime::ValueId value) const {
  for (const RecordedFunction *at = &function;;) {
    const auto found = std::lower_bound(at->arguments.begin(), at->arguments.end(), value); // numbers grow
    if (found == at->arguments.end() || *found != value)
      return -1;
    const auto number = static_cast<std::size_t>(found - at->arguments.begin());
    if (at == outermost_)
      return static_cast<int>(number);
    const auto caller = callers_.find(at->function);
    if (caller == callers_.end() || number >= caller->second.callee->arguments.size())
      return -1;
    value = caller->second.callee->arguments[number];
    at = caller->second.function;
  }
}

const RecordedFunction *RecordedOrigins::record_of(const runtime::Function *function) const {
  const auto found = records_.find(function);
  return found == records_.end() ? nullptr : found->second;
}

} // namespace burin::detail
