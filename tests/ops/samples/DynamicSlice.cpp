// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfDynamicSlice() {
  return {
      {"dynamic_slice", {{"4x5xf64"}, {"i32", -1, 4}, {"i32", -1, 4}}, "{slice_sizes = array<i64: 2, 3>}"},
      {"dynamic_slice", {{"4x5xf64"}, {"ui8", 0, 9}, {"ui8", 0, 9}}, "{slice_sizes = array<i64: 4, 1>}"},
      {"dynamic_slice", {{"7xi1", 0, 1}, {"i64", -9e15, 9e15}}, "{slice_sizes = array<i64: 3>}"},
      {"dynamic_slice",
       {{"3x2x1x5xf16"}, {"i8", 0, 3}, {"i8", 0, 3}, {"i8", 0, 3}, {"i8", 0, 3}},
       "{slice_sizes = array<i64: 1, 2, 1, 4>}"},
      {"dynamic_slice", {{"f64"}}, "{slice_sizes = array<i64>}"},
      {"dynamic_slice", {{"0x3xf64"}, {"i32"}, {"i32"}}, "{slice_sizes = array<i64: 0, 2>}"},
      {"dynamic_update_slice", {{"4x5xf64"}, {"2x3xf64"}, {"i32", -1, 4}, {"i32", -1, 4}}},
      {"dynamic_update_slice", {{"4x5xf64"}, {"4x5xf64"}, {"i32", -1, 4}, {"i32", -1, 4}}},
      {"dynamic_update_slice", {{"1x7xbf16"}, {"1x2xbf16"}, {"ui64", 0, 9}, {"ui64", 0, 9}}},
      {"dynamic_update_slice", {{"7xui16", 0, 9}, {"3xui16", 0, 9}, {"i64", -9e15, 9e15}}},
      {"dynamic_update_slice", {{"f64"}, {"f64"}}},
      {"dynamic_update_slice", {{"3x4xf64"}, {"0x2xf64"}, {"i16", 0, 9}, {"i16", 0, 9}}},
      {"dynamic_update_slice", {{"0x4xf64"}, {"0x2xf64"}, {"i16", 0, 9}, {"i16", 0, 9}}},
  };
}

} // namespace burin::tests
