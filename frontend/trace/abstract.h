// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/trace/node.h"

namespace burin::detail {

/// Abstract arrays are tracers of no trace.
bool is_abstract(const Tracer &tracer);
/// An abstract array of another shape than `like`, but of its dtype and weakness.
Array abstract_like(const Array &like, const Shape &shape);
[[noreturn]] void throw_abstract(const Tracer &tracer, std::string_view op, const SourceLine &use);

} // namespace burin::detail
