// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfGather() {
  return {
      {"gather_rows", {{"4x3xf64"}, {"2x2xi32", -1, 4}}},
      {"gather_rows", {{"5xf64"}, {"i64", 0, 4}}},
      {"scatter_add_rows", {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}}},
      {"scatter_add_rows", {{"3xf64"}, {"6xi64", -1, 3}, {"6xf64"}}},
      {"gather_rows", {{"0x2xf64"}, {"3xi32", -1, 1}}},
      {"gather_rows", {{"4x2x3xf64"}, {"2x0xi32", 0, 3}}},
      {"scatter_add_rows", {{"3x2xi32", -9, 9}, {"i32", 0, 2}, {"2xi32", -9, 9}}},
      {"scatter_add_rows", {{"0x2xf64"}, {"3xi32", -1, 1}, {"3x2xf64"}}},
  };
}

} // namespace burin::tests
