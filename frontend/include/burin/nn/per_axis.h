// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace burin::nn {

/// A number for all spatial axes, or a list with one for each.
class PerAxis {
public:
  template <std::integral T> PerAxis(T all) : for_all_(true), numbers_{static_cast<std::int64_t>(all)} {}
  PerAxis(std::initializer_list<std::int64_t> each) : numbers_(each) {}
  PerAxis(std::vector<std::int64_t> each) : numbers_(std::move(each)) {}

  bool for_all() const { return for_all_; }
  const std::vector<std::int64_t> &numbers() const { return numbers_; } ///< one, if for_all()

private:
  bool for_all_ = false;
  std::vector<std::int64_t> numbers_;
};

} // namespace burin::nn
