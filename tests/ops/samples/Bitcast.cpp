// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfBitcast() {
  return {
      {"bitcast_convert", {{"7xf32", -9, 9}}, "{dtype = i32}"},
      {"bitcast_convert", {{"f64", -9, 9}}, "{dtype = ui64}"},
      {"bitcast_convert", {{"5x3xui32", 0, 4e9}}, "{dtype = ui8}"},
      {"bitcast_convert", {{"2x3xi64", -9e17, 9e17}}, "{dtype = f16}"},
      {"bitcast_convert", {{"5x4xi8", -9, 9}}, "{dtype = i32}"},
      {"bitcast_convert", {{"3x2xf32", -9, 9}}, "{dtype = i64}"},
      {"bitcast_convert", {{"0x8xui8", 0, 9}}, "{dtype = f64}"},
      {"bitcast_convert", {{"i16", -9, 9}}, "{dtype = bf16}"},
  };
}

} // namespace burin::tests
