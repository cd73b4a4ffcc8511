// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfReduce() {
  return {
      {"reduce_sum", {{"2x3x4xf64"}}, "{axes = array<i64: 0, 2>}"},
      {"reduce_sum", {{"2x0xf64"}}, "{axes = array<i64: 1>}"},
      {"reduce_sum", {{"5xi32", -9, 9}}, "{axes = array<i64: 0>}"},
      {"reduce_max", {{"2x3x4xf64"}}, "{axes = array<i64: 1>}"},
      {"reduce_max", {{"2x3xi1", 0, 1}}, "{axes = array<i64: 1>}"},
      {"reduce_min", {{"2x3x4xf64"}}, "{axes = array<i64: 0, 1, 2>}"},
      {"reduce_min", {{"2x3xui8", 0, 255}}, "{axes = array<i64: 0>}"},
      {"argmax", {{"3x4xf64"}}, "{axis = 1 : i64, dtype = i32}"},
      {"argmin", {{"3x4xi32", 0, 3}}, "{axis = 0 : i64, dtype = i64}"},
      {"reduce_max", {{"2x0xf32"}}, "{axes = array<i64: 1>}"},
      {"reduce_max", {{"2x3xi64", -9, 9}}, "{axes = array<i64>}"},
      {"reduce_sum", {{"f64"}}, "{axes = array<i64>}"},
      {"reduce_sum", {{"300xf16", 0, 1}}, "{axes = array<i64: 0>}"},
      {"argmin", {{"0x4xi32", 0, 3}}, "{axis = 1 : i64, dtype = ui8}"},
  };
}

} // namespace burin::tests
