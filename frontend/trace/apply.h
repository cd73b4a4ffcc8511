// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_scope.h"
#include "runtime/compiler/compiler.h"

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace burin::detail {

/// The results of an operation of the dialect that applies computations on scalars: recorded in the current trace, or
/// run when there is none. Throws what the operation's constraints say.
std::vector<Array> apply(std::string_view operation, std::span<const TracedFunction> computations,
                         std::span<const Array> operands, std::initializer_list<runtime::Attribute> attributes,
                         std::vector<bool> result_weak, SourceLine line);

} // namespace burin::detail
