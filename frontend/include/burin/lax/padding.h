// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/ops/shapes.h"

#include <initializer_list>
#include <string>
#include <tuple>
#include <vector>

namespace burin::lax {

/// What stands around an array that windows slide over: a rule, or one {low, high} per axis, where negative numbers
/// remove elements. By "VALID" (the default) windows see elements only. By "SAME" there are ceil(extent / stride)
/// windows, an odd element stands at the high end; by "SAME_LOWER" at the low end. As in JAX.
class Padding {
public:
  Padding() = default;
  Padding(const char *rule) : rule_(rule) {}
  Padding(std::string rule) : rule_(std::move(rule)) {}
  Padding(std::vector<PadWidth> widths) : rule_(), widths_(std::move(widths)) {}
  Padding(std::initializer_list<PadWidth> widths) : rule_(), widths_(widths) {}

  const std::string &rule() const { return rule_; } ///< empty: widths()
  const std::vector<PadWidth> &widths() const { return widths_; }

  static constexpr auto tree_fields(auto &self) { return std::tie(self.rule_, self.widths_); }

private:
  std::string rule_ = "VALID";
  std::vector<PadWidth> widths_;
};

} // namespace burin::lax
