// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfShape() {
  return {
      {"iota", {}, "{dtype = f64, shape = array<i64: 2, 3>, dimension = 1 : i64}"},
      {"iota", {}, "{dtype = i32, shape = array<i64: 4>, dimension = 0 : i64}"},
      {"broadcast_in_dim", {{"3xf64"}}, "{shape = array<i64: 2, 3>, dimensions = array<i64: 1>}"},
      {"broadcast_in_dim", {{"2x1xf64"}}, "{shape = array<i64: 4, 2, 3>, dimensions = array<i64: 1, 2>}"},
      {"broadcast_in_dim", {{"f64"}}, "{shape = array<i64: 2, 3>, dimensions = array<i64>}"},
      {"reshape", {{"2x3xf64"}}, "{shape = array<i64: 3, 1, 2>}"},
      {"reshape", {{"1x1xf64"}}, "{shape = array<i64>}"},
      {"transpose", {{"2x3x4xf64"}}, "{permutation = array<i64: 2, 0, 1>}"},
      {"slice", {{"5x6xf64"}}, "{start = array<i64: 1, 0>, limit = array<i64: 4, 6>, strides = array<i64: 1, 2>}"},
      {"slice", {{"5xi32", -9, 9}}, "{start = array<i64: 3>, limit = array<i64: 3>, strides = array<i64: 1>}"},
      {"pad", {{"2x3xf64"}, {"f64"}}, "{low = array<i64: 1, 0>, high = array<i64: 0, 2>, interior = array<i64: 1, 0>}"},
      {"pad",
       {{"5x3xf64"}, {"f64"}},
       "{low = array<i64: -1, 1>, high = array<i64: -2, -1>, interior = array<i64: 0, 1>}"},
      {"concatenate", {{"2x3xf64"}, {"2x1xf64"}, {"2x2xf64"}}, "{dimension = 1 : i64}"},
      {"reverse", {{"2x3xf64"}}, "{dimensions = array<i64: 1>}"},
      {"reverse", {{"2x0xf64"}}, "{dimensions = array<i64: 1, 0>}"},
      {"pad",
       {{"3x0xf64"}, {"f64"}},
       "{low = array<i64: -4, 2>, high = array<i64: 5, 1>, interior = array<i64: 1, 3>}"},
      {"concatenate", {{"0xi32"}, {"3xi32", -9, 9}}, "{dimension = 0 : i64}"},
  };
}

} // namespace burin::tests
