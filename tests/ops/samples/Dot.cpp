// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfDot() {
  return {
      {"dot_general",
       {{"2x3xf64"}, {"3x4xf64"}},
       "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = "
       "array<i64: 0>}"},
      // Of one sign: where sums cancel, no number of units bounds their rounding.
      {"dot_general",
       {{"3x2x4xf64", 0.5, 2}, {"4x5x2x3xf64", 0.5, 2}},
       "{lhs_batch = array<i64: 1>, rhs_batch = array<i64: 2>, lhs_contract = array<i64: 2, 0>, "
       "rhs_contract = array<i64: 0, 3>}"},
      {"dot_general",
       {{"3xf64"}, {"3xf64"}},
       "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 0>, rhs_contract = "
       "array<i64: 0>}"},
      {"dot_general",
       {{"2x3xf64"}, {"3x2xf64"}},
       "{lhs_batch = array<i64: 0>, rhs_batch = array<i64: 1>, lhs_contract = array<i64>, rhs_contract = "
       "array<i64>}"},
      {"dot_general",
       {{"4x0xf64"}, {"0x3xf64"}},
       "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = "
       "array<i64: 0>}"},
      {"dot_general",
       {{"4x6xi32", -9, 9}, {"6x3xi32", -9, 9}},
       "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, rhs_contract = "
       "array<i64: 0>}"},
  };
}

} // namespace burin::tests
