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
      {"reduce_prod", {{"2x3x4xf64", 0.5, 2}}, "{axes = array<i64: 1>}"},
      {"reduce_prod", {{"2x3x4xf64", -2, 2}}, "{axes = array<i64: 2, 0>}"},
      {"reduce_prod", {{"3x0xf64"}}, "{axes = array<i64: 1>}"},
      {"reduce_prod", {{"f64"}}, "{axes = array<i64>}"},
      {"reduce_prod", {{"40xf16", 0.9, 1.1}}, "{axes = array<i64: 0>}"},
      {"reduce_prod", {{"40x3xf64", 0.9, 1.1}}, "{axes = array<i64: 0>}"},
      {"reduce_and", {{"3x5xi1", 0, 1}}, "{axes = array<i64: 1>}"},
      {"reduce_and", {{"3x0xi32"}}, "{axes = array<i64: 1>}"},
      {"reduce_or", {{"3x5xi1", 0, 1}}, "{axes = array<i64: 1>}"},
      {"reduce_or", {{"3x40xi64", -99, 99}}, "{axes = array<i64: 1>}"},
      {"reduce_or", {{"2x0xi1"}}, "{axes = array<i64: 1>}"},
      {"reduce_xor", {{"33xi1", 0, 1}}, "{axes = array<i64: 0>}"},
      {"reduce_xor", {{"3x40xi16", -99, 99}}, "{axes = array<i64: 1, 0>}"},
      {"reduce_max", {{"2x0xf32"}}, "{axes = array<i64: 1>}"},
      {"reduce_max", {{"2x3xi64", -9, 9}}, "{axes = array<i64>}"},
      {"reduce_sum", {{"f64"}}, "{axes = array<i64>}"},
      {"reduce_sum", {{"300xf16", 0, 1}}, "{axes = array<i64: 0>}"},
      {"argmin", {{"0x4xi32", 0, 3}}, "{axis = 1 : i64, dtype = ui8}"},
  };
}

} // namespace burin::tests
