// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

// Lines of 70 elements are long ones.
std::vector<Sample> samplesOfOrder() {
  std::vector<Sample> all;
  for (const char *type : {"7xf64", "1xf64", "0xf64", "70xf64"})
    all.push_back({"sort", {{type, 0, 99}}, "{dimension = 0 : i64, num_keys = 1 : i64}"});
  for (const char *type : {"3x5x2xf64", "2x70x3xf64"})
    all.push_back({"sort", {{type, -9, 9}}, "{dimension = 1 : i64, num_keys = 1 : i64}"});
  // an array that follows the key, and keys that decide among equals of the first
  all.push_back({"sort", {{"2x6xi8", 0, 2}, {"2x6xf64"}}, "{dimension = 1 : i64, num_keys = 2 : i64}", 2});
  all.push_back({"sort", {{"2x6xi8", 0, 2}, {"2x6xf64"}}, "{dimension = 1 : i64, num_keys = 1 : i64}", 2});
  all.push_back({"sort", {{"90xi8", 0, 2}, {"90xf64"}}, "{dimension = 0 : i64, num_keys = 2 : i64}", 2});
  all.push_back({"sort", {{"4xf64"}, {"4xf64"}, {"4xf64"}}, "{dimension = 0 : i64, num_keys = 2 : i64}", 3});
  for (const char *type : {"5xf64", "2x3xf64", "3x70xf64", "0x5xf64"})
    all.push_back({"top_k", {{type, 0, 99}}, "{k = 3 : i64}", 2});
  all.push_back({"top_k", {{"2x3xf64"}}, "{k = 0 : i64}", 2});
  return all;
}

} // namespace burin::tests
