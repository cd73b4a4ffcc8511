// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfRounding() {
  return {
      {"round", {{"2x3xf64", -5, 5}}, "{mode = \"away_from_zero\"}"},
      {"round", {{"7xf32", -5, 5}}, "{mode = \"to_nearest_even\"}"},
      {"round", {{"0x3xbf16"}}, "{mode = \"to_nearest_even\"}"},
      // With the bits of f64; with fewer, its values have steps (ElementLoweringTest.cpp).
      {"reduce_precision", {{"2x3xf64"}}, "{exponent_bits = 11 : i64, mantissa_bits = 52 : i64}"},
      {"nextafter", {{"2x3xf64"}, {"2x3xf64"}}},
      {"nextafter", {{"5xf16"}, {"5xf16"}}},
  };
}

} // namespace burin::tests
