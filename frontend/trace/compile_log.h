// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/trace.h"

namespace burin::detail {

/// The line of debug::log_compiles.
void log_compile(const ClosedTrace &closed, const TraceCost &cost);

} // namespace burin::detail
