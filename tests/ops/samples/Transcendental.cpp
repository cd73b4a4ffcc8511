// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfTranscendental() {
  return {
      {"exp", {{"2x3xf64"}}},
      {"exp", {{"f32"}}},
      {"exp2", {{"2x3xf64"}}},
      {"expm1", {{"2x3xf64"}}},
      {"log", {{"2x3xf64", 0.1, 3}}},
      {"log1p", {{"2x3xf64", -0.9, 3}}},
      {"log2", {{"2x3xf64", 0.1, 3}}},
      {"tanh", {{"2x3xf64"}}},
      {"logistic", {{"2x3xf64"}}},
      {"sqrt", {{"2x3xf64", 0.1, 3}}},
      {"rsqrt", {{"2x3xf64", 0.1, 3}}},
      {"cbrt", {{"2x3xf64", 0.1, 3}}},
      {"erf", {{"2x3xf64"}}},
      {"sin", {{"2x3xf64", -9, 9}}},
      {"cos", {{"2x3xf64", -9, 9}}},
      {"cos", {{"3xbf16"}}},
      {"pow", {{"2x3xf64", 0.1, 3}, {"2x3xf64"}}},
  };
}

} // namespace burin::tests
