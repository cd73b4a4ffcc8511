// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <vector>

namespace burin::lowering {

/// p with (d/dx)^order of pi cot(pi x) = p(cot(pi x)), the coefficient of the highest power first.
std::vector<long double> derivativeOfCotangent(int64_t order);

} // namespace burin::lowering
