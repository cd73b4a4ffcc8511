// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/node.h"

namespace burin::detail {

/// Abstract arrays are tracers of no trace.
bool is_abstract(const Tracer &tracer);
[[noreturn]] void throw_abstract(const Tracer &tracer, std::string_view op, const SourceLine &use);

} // namespace burin::detail
