// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

static std::string solve(bool leftSide, bool lower, bool unitDiagonal, bool transposeA) {
  auto text = [](bool value) { return std::string(value ? "true" : "false"); };
  return "{left_side = " + text(leftSide) + ", lower = " + text(lower) + ", unit_diagonal = " + text(unitDiagonal) +
         ", transpose_a = " + text(transposeA) + "}";
}

std::vector<Sample> samplesOfLinalg() {
  std::vector<Sample> samples{
      {"cholesky", {{"1x1xf64", 0.5, 2}}, "{lower = true}"},
      {"cholesky", {{"4x4xf64", -1, 1, 4}}, "{lower = true}"},
      {"cholesky", {{"2x3x3xf64", -1, 1, 3}}, "{lower = false}"},
      {"cholesky", {{"2x0x0xf64"}}, "{lower = false}"},
      {"triangular_solve", {{"0x0xf64"}, {"0x3xf64"}}, solve(true, true, false, false)},
      {"triangular_solve", {{"3x3xf64", -1, 1, 3}, {"3x0xf64"}}, solve(true, true, false, false)},
      {"triangular_solve", {{"0x0xf64"}, {"3x0xf64"}}, solve(false, true, false, false)},
  };
  for (bool lower : {false, true})
    for (bool transposeA : {false, true}) {
      samples.push_back(
          {"triangular_solve", {{"3x3xf64", -1, 1, 3}, {"3x2xf64"}}, solve(true, lower, false, transposeA)});
      samples.push_back(
          {"triangular_solve", {{"2x3x3xf64", -1, 1, 3}, {"2x4x3xf64"}}, solve(false, lower, lower, transposeA)});
    }
  return samples;
}

} // namespace burin::tests
