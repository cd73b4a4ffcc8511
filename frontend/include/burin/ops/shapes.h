// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <concepts>
#include <cstdint>
#include <source_location>
#include <vector>

/// Shape and order of elements.
namespace burin {

/// Elements added before and after an axis.
struct PadWidth {
  std::int64_t low = 0, high = 0;
};

// Shapes. One extent of reshape may be -1.
Array reshape(const In &x, const Shape &shape);
Array ravel(const In &x);
Array transpose(const In &x, const Axes &permutation = {});
Array swapaxes(const In &x, int axis1, int axis2);
Array broadcast_to(const In &x, const Shape &shape);
Array expand_dims(const In &x, const Axes &axes);
Array squeeze(const In &x, const Axes &axes = {});
Array flip(const In &x, const Axes &axes = {});
/// One width per axis, `pad(x, {{1, 1}, {0, 2}})`.
Array pad(const In &x, const std::vector<PadWidth> &widths, const In &value = 0);
Array concatenate(const std::vector<Array> &arrays, int axis = 0,
                  std::source_location where = std::source_location::current());
Array stack(const std::vector<Array> &arrays, int axis = 0,
            std::source_location where = std::source_location::current());
/// Equal parts.
std::vector<Array> split_equally(const In &x, int parts, int axis);
template <std::integral T> std::vector<Array> split(const In &x, T parts, int axis = 0) {
  return split_equally(x, static_cast<int>(parts), axis);
}

} // namespace burin
