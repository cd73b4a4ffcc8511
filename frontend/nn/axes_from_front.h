// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/nn/axis_list.h"

#include <source_location>
#include <string_view>
#include <vector>

namespace burin::nn {

/// Axes of x counted from the front, ascending, each once. ShapeError for an axis that is not there.
std::vector<int> axes_from_front(std::string_view op, const AxisList &axes, const Array &x, std::source_location where);

} // namespace burin::nn
