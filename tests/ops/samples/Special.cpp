// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfSpecial() {
  return {
      {"erfc", {{"2x3xf64"}}},
      {"erf_inv", {{"2x3xf64", -0.9, 0.9}}},
      {"lgamma", {{"2x3xf64", 0.2, 9}}},
      {"lgamma", {{"2x3xf64", -1.9, -1.1}}},
      {"digamma", {{"2x3xf64", 0.3, 9}}},
      {"digamma", {{"2x3xf64", -0.3, -0.1}}},
      {"digamma", {{"2x3xf64", -1.6, -1.5}}}, // about a zero
      {"polygamma", {{"2x3xf64", 0.5, 9}}, "{order = 1 : i64}"},
      {"polygamma", {{"2x3xf64", 0.8, 9}}, "{order = 3 : i64}"},
      {"polygamma", {{"2x3xf64", -0.8, -0.2}}, "{order = 2 : i64}"},
      {"polygamma",
       {{"2x3xf64", 4, 9}},
       "{order = 32 : i64}",
       1,
       "derivatives of lgamma end with order 32 of polygamma"},
  };
}

} // namespace burin::tests
