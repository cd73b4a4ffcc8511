// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"
#include "burin/lax/padding.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace burin::nn {

/// What a library call's program depends on besides the types of its operands; lists come with their length.
class Attributes {
public:
  Attributes &number(std::int64_t value) {
    words_.push_back(value);
    return *this;
  }
  template <class List> Attributes &list(const List &values) {
    words_.push_back(static_cast<std::int64_t>(values.size()));
    words_.insert(words_.end(), values.begin(), values.end());
    return *this;
  }
  Attributes &padding(const lax::Padding &padding) {
    list(padding.rule());
    number(static_cast<std::int64_t>(padding.widths().size()));
    for (const PadWidth &width : padding.widths())
      number(width.low).number(width.high);
    return *this;
  }
  Attributes &axes(const Axes &axes) { return number(axes.all()).list(axes.list()); }
  std::span<const std::int64_t> span() const { return words_; }

private:
  std::vector<std::int64_t> words_;
};

} // namespace burin::nn
