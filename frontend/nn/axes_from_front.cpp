// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/nn/axes_from_front.h"

#include "burin/errors.h"
#include "frontend/nn/message.h"

#include <algorithm>

namespace burin::nn {

std::vector<int> axes_from_front(std::string_view op, const AxisList &axes, const Array &x,
                                 std::source_location where) {
  const auto rank = static_cast<int>(x.ndim());
  std::vector<int> list;
  for (const int axis : axes) {
    if (axis < -rank || axis >= rank)
      throw ShapeError(message(op,
                               "an axis is out of range; expected one of " + std::to_string(rank) + " axes of " +
                                   type_text(x) + ", got " + std::to_string(axis),
                               where, "Name axes of x.", "shapeerror"));
    list.push_back(axis < 0 ? axis + rank : axis);
  }
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

} // namespace burin::nn
