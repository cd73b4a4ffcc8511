// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/math/Cotangent.h"

#include <algorithm>
#include <numbers>

namespace burin::lowering {

/// (d/dx) p(c) = -pi (1 + c^2) p'(c) for c = cot(pi x). Lowest power first.
static std::vector<long double> derived(const std::vector<long double> &p) {
  std::vector<long double> result(p.size() + 1);
  for (size_t i = 1; i < p.size(); ++i) {
    long double term = -std::numbers::pi_v<long double> * static_cast<long double>(i) * p[i];
    result[i - 1] += term;
    result[i + 1] += term;
  }
  return result;
}

std::vector<long double> derivativeOfCotangent(int64_t order) {
  std::vector<long double> p = {0, std::numbers::pi_v<long double>};
  for (int64_t i = 0; i < order; ++i)
    p = derived(p);
  std::reverse(p.begin(), p.end());
  return p;
}

} // namespace burin::lowering
