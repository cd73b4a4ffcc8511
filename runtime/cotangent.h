// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace burin::runtime {

/// p with (d/dx)^order of pi cot(pi x) = p(cot(pi x)), the coefficient of the highest power first. Every second one is
/// 0.
template <class T> std::vector<T> derivative_of_cotangent(std::int64_t order, T pi) {
  std::vector<T> p = {T(0), pi}; // lowest power first
  for (std::int64_t step = 0; step < order; ++step) {
    std::vector<T> derived(p.size() + 1); // (d/dx) p(c) = -pi (1 + c^2) p'(c)
    for (std::size_t i = 1; i < p.size(); ++i) {
      T term = -pi * static_cast<T>(i) * p[i];
      derived[i - 1] += term;
      derived[i + 1] += term;
    }
    p = std::move(derived);
  }
  std::reverse(p.begin(), p.end());
  return p;
}

} // namespace burin::runtime
