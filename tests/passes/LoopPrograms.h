// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>
#include <vector>

namespace burin::tests {

/// Text of func @loop(carry, xs, captures) -> (carry, ys), which runs @<body>; types as "2x3xf64", those of rows
/// without the rows' axis. A scan, and the same steps one after the other.
struct Loop {
  std::string body;
  std::vector<std::string> carry, xs, captures, ys;
  int length = 0;
  bool reverse = false;

  std::string asScan() const;
  /// length is 1 or more.
  std::string unrolled() const;
};

} // namespace burin::tests
