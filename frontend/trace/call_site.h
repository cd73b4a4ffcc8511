// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/trace.h"

#include <memory>
#include <vector>

namespace burin::detail {

/// One call to be recorded or run: what emit_call wants, and the types of what it gives.
struct CallSite {
  runtime::CallKind kind;
  std::vector<const ClosedTrace *> callees;
  std::vector<Array> operands; ///< captures included
  std::vector<runtime::Attribute> attributes;
  std::vector<bool> result_weak;
  SourceLine line;
  std::vector<runtime::TensorType> cotangents{}; ///< types of the last operands of vjp; none among these is zero

  std::shared_ptr<runtime::Session> session() const { return callees.front()->session; }
};

void append_captures(std::vector<Array> &operands, const ClosedTrace &callee);

/// Records the call in the current trace, where values are kept with its values; runs it where there is none.
std::vector<Array> perform(const CallSite &site);

} // namespace burin::detail
