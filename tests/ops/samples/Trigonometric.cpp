// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfTrigonometric() {
  return {
      {"tan", {{"2x3xf64", -1.4, 1.4}}},
      {"asin", {{"2x3xf64", -0.9, 0.9}}},
      {"acos", {{"2x3xf64", -0.9, 0.9}}},
      {"atan", {{"2x3xf64", -9, 9}}},
      {"atan2", {{"2x3xf64", 0.5, 2}, {"2x3xf64"}}},
      {"atan2", {{"2x3xf64", -2, -0.5}, {"2x3xf64"}}},
      {"sinh", {{"2x3xf64"}}},
      {"cosh", {{"2x3xf64"}}},
      {"asinh", {{"2x3xf64"}}},
      {"acosh", {{"2x3xf64", 1.2, 9}}},
      {"atanh", {{"2x3xf64", -0.9, 0.9}}},
  };
}

} // namespace burin::tests
