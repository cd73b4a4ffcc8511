// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace burin::testing {

/// A dot_general as the user writes it.
struct DotGeneral {
  std::vector<int64_t> lhs, rhs, lhsBatch, rhsBatch, lhsContract, rhsContract;

  std::string text() const;
  /// Batch, free axes of lhs, free axes of rhs.
  std::vector<int64_t> result() const;
  /// Its line in a program.
  std::string operation(const std::string &name, const std::string &a, const std::string &b,
                        const std::string &element) const;
};

int64_t product(const std::vector<int64_t> &sizes);
/// "4x3xf32"
std::string tensorText(const std::vector<int64_t> &shape, const std::string &element);

/// Random batch, free and contracted axes of at most `largest` in a random order on both sides; at most `budget`
/// products. Extents are often beside multiples of tiles.
DotGeneral randomDot(std::mt19937 &random, int64_t largest, int64_t budget);

} // namespace burin::testing
