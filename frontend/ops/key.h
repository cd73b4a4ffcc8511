// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/axes.h"

#include <bit>
#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace burin::detail {

/// What the program of a library function depends on, besides the types of its operands: `Key(axes, keepdims)`.
class Key {
public:
  template <class... Parts> explicit Key(const Parts &...parts) { (add(parts), ...); }

  void add(std::integral auto number) { words_.push_back(static_cast<std::int64_t>(number)); }
  void add(DType dtype) { words_.push_back(static_cast<std::int64_t>(dtype)); }
  void add(double number) { words_.push_back(std::bit_cast<std::int64_t>(number)); }
  void add(std::span<const std::int64_t> list) {
    add(list.size());
    words_.insert(words_.end(), list.begin(), list.end());
  }
  void add(const Axes &axes) {
    add(axes.all());
    add(std::span<const std::int64_t>(axes.list()));
  }
  void add(std::string_view text) {
    add(text.size());
    words_.insert(words_.end(), text.begin(), text.end());
  }

  operator std::span<const std::int64_t>() const { return words_; }

private:
  std::vector<std::int64_t> words_;
};

} // namespace burin::detail
