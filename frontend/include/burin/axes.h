// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"

#include <concepts>
#include <initializer_list>
#include <vector>

namespace burin {

/// Axis numbers, negative ones counted from the end; `{}` is all of them.
class Axes {
public:
  Axes() = default;
  template <std::integral T> Axes(T axis) : all_(false), list_{Dim(axis)} {}
  Axes(std::initializer_list<int> axes) : all_(false) {
    for (int axis : axes)
      list_.push_back(axis);
  }
  explicit Axes(const std::vector<int> &axes) : all_(false) {
    for (int axis : axes)
      list_.push_back(axis);
  }
  bool all() const { return all_; }
  const Shape &list() const { return list_; } ///< as given, unless all()

private:
  bool all_ = true;
  Shape list_;
};

} // namespace burin
