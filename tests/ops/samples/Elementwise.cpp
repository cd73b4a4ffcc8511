// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfElementwise() {
  return {
      {"neg", {{"2x3xf64"}}},
      {"neg", {{"4xi32", -9, 9}}},
      {"neg", {{"4xui8", 0, 255}}},
      {"abs", {{"2x3xf64"}}},
      {"abs", {{"4xi64", -9, 9}}},
      {"sign", {{"2x3xf64"}}},
      {"sign", {{"4xui32", 0, 3}}},
      {"floor", {{"2x3xf64", -5, 5}}},
      {"ceil", {{"2x3xf64", -5, 5}}},
      {"is_finite", {{"2x3xf64"}}},
      {"integer_pow", {{"2x3xf64"}}, "{exponent = 3 : i64}"},
      {"integer_pow", {{"2x3xf64", 0.5, 2}}, "{exponent = -2 : i64}"},
      {"integer_pow", {{"2x3xf64"}}, "{exponent = 0 : i64}"},
      {"integer_pow", {{"2x3xf64"}}, "{exponent = 1 : i64}"},
      {"integer_pow", {{"4xi32", -9, 9}}, "{exponent = 5 : i64}"},
      {"add", {{"2x3xf64"}, {"2x3xf64"}}},
      {"add", {{"4xi1", 0, 1}, {"4xi1", 0, 1}}},
      {"sub", {{"2x3xf64"}, {"2x3xf64"}}},
      {"sub", {{"4xui8", 0, 255}, {"4xui8", 0, 255}}},
      {"mul", {{"2x3xf64"}, {"2x3xf64"}}},
      {"mul", {{"4xf16"}, {"4xf16"}}},
      {"div", {{"2x3xf64"}, {"2x3xf64", 0.5, 2}}},
      {"div", {{"4xi32", -99, 99}, {"4xi32", -9, 9}}},
      {"rem", {{"2x3xf64", -9, 9}, {"2x3xf64", 0.5, 2}}},
      {"rem", {{"4xui64", 0, 99}, {"4xui64", 0, 9}}},
      {"max", {{"2x3xf64"}, {"2x3xf64"}}},
      {"max", {{"4xui32", 0, 9}, {"4xui32", 0, 9}}},
      {"min", {{"2x3xf64"}, {"2x3xf64"}}},
      {"min", {{"4xi32", -9, 9}, {"4xi32", -9, 9}}},
      {"not", {{"4xi1", 0, 1}}},
      {"not", {{"4xi32", -9, 9}}},
      {"and", {{"4xi32", -9, 9}, {"4xi32", -9, 9}}},
      {"or", {{"4xi1", 0, 1}, {"4xi1", 0, 1}}},
      {"xor", {{"4xui8", 0, 255}, {"4xui8", 0, 255}}},
      {"shift_left", {{"4xui32", 0, 99}, {"4xui32", 0, 40}}},
      {"shift_right_logical", {{"4xi32", -99, 99}, {"4xi32", -1, 40}}},
      {"shift_right_arithmetic", {{"4xi32", -99, 99}, {"4xi32", -1, 40}}},
      {"compare", {{"2x3xf64"}, {"2x3xf64"}}, "{direction = \"lt\"}"},
      {"compare", {{"4xi32", 0, 2}, {"4xi32", 0, 2}}, "{direction = \"eq\"}"},
      {"select", {{"2x3xi1", 0, 1}, {"2x3xf64"}, {"2x3xf64"}}},
      {"select", {{"4xi1", 0, 1}, {"4xi32", -9, 9}, {"4xi32", -9, 9}}},
      {"convert", {{"2x3xf64"}}, "{dtype = f64}"},
      {"convert", {{"2x3xf64", -9, 9}}, "{dtype = i32}"},
      {"convert", {{"4xi32", -9, 9}}, "{dtype = f64}"},
      {"constant", {}, "{value = dense<1.5> : tensor<2x3xf64>}"},
      {"constant", {}, "{value = dense<true> : tensor<i1>}"},
      {"stop_gradient", {{"2x3xf64"}}},
  };
}

} // namespace burin::tests
