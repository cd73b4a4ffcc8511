// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <vector>

namespace burin::nn {

/// Axes that a layer keeps for its calls: `-1`, `{1, 2}`, or none for no axis. Negative ones count from the end.
class [[gnu::visibility("default")]] AxisList {
public:
  AxisList() = default;
  AxisList(None) {}
  template <std::integral T> AxisList(T axis) : axes_{static_cast<int>(axis)} {}
  AxisList(std::initializer_list<int> axes) : axes_(axes) {}

  auto begin() const { return axes_.begin(); }
  auto end() const { return axes_.end(); }
  bool empty() const { return axes_.empty(); }

  friend bool operator==(const AxisList &, const AxisList &) = default;
  friend std::size_t burin_hash(const AxisList &list) {
    std::size_t hash = list.axes_.size();
    for (const int axis : list.axes_)
      hash = hash * 31 + static_cast<std::size_t>(axis);
    return hash;
  }

private:
  std::vector<int> axes_;
};

} // namespace burin::nn
