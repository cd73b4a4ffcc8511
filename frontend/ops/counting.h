// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <cstdint>
#include <source_location>
#include <string_view>

/// What functions share whose results have as many elements as something is true of.
namespace burin::detail {

bool is_known(const Array &x);
/// ConcretizationError unless the value is known now.
void require_known(std::string_view op, const Array &x, std::source_location where, std::string_view cure);

/// Within a trace: the first `size` places (i32) where a 1-D mask is true, in order; behind them any others.
Array marked_places(const Array &mask, std::int64_t size);
/// Within a trace: [0 < count, 1 < count, ...].
Array first_places(std::int64_t size, const Array &count);

} // namespace burin::detail
