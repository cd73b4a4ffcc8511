// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfCumulative() {
  std::vector<Sample> all;
  for (const char *op : {"cumsum", "cumprod", "cummax", "cummin", "cumlogsumexp"}) {
    all.push_back({op, {{"5xf64", 0.5, 2}}, "{axis = 0 : i64}"});
    all.push_back({op, {{"9xf64", -2, 2}}, "{axis = 0 : i64, reverse = true}"});
    all.push_back({op, {{"2x3x4xf64", 0.5, 2}}, "{axis = 1 : i64, reverse = false}"});
    all.push_back({op, {{"2x3x2x3xf64", 0.5, 2}}, "{axis = 2 : i64, reverse = true}"});
    all.push_back({op, {{"3x1xf64", 0.5, 2}}, "{axis = 1 : i64}"});
    all.push_back({op, {{"2x0x3xf64"}}, "{axis = 1 : i64}"});
    all.push_back({op, {{"3x300xf64", 0.5, 2}}, "{axis = 0 : i64, reverse = true}"});
  }
  for (const char *attributes : {"{axis = 1 : i64}", "{axis = 0 : i64, reverse = true}"}) {
    all.push_back({"linear_recurrence", {{"3x4xf64", -1, 1}, {"3x4xf64"}}, attributes});
    all.push_back({"linear_recurrence", {{"3x1xf64", -1, 1}, {"3x1xf64"}}, attributes});
    all.push_back({"linear_recurrence", {{"3x0xf64"}, {"3x0xf64"}}, attributes});
  }
  return all;
}

} // namespace burin::tests
