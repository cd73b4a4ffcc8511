// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <source_location>

namespace burin::random {

/// Which extent a parameter's variance is divided by.
enum class Fan : std::uint8_t { in, out, average };

/// Variance scale / fan: uniform, or normal truncated at two standard deviations.
Array variance_scaling_uniform(const Array &key, const Shape &shape, DType dtype, double scale, Fan fan,
                               std::source_location where);
Array variance_scaling_normal(const Array &key, const Shape &shape, DType dtype, double scale, Fan fan,
                              std::source_location where);

} // namespace burin::random
