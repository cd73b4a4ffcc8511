// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

using namespace burin;

namespace {

using library::Arrays;
using library::Case;
using library::Results;

const std::vector<PadWidth> both{{1, 2}, {3, 0}}, far{{7, 5}, {4, 9}};

template <PadMode mode> void add(std::vector<Case> &cases, const std::string &name) {
  cases.push_back({"pad/" + name, [](const Arrays &x) -> Results { return pad(x[0], both, mode); }});
  cases.push_back({"pad/" + name + "/far", [](const Arrays &x) -> Results { return pad(x[0], far, mode); }});
}

} // namespace

std::vector<library::Case> library::padding_cases() {
  std::vector<Case> cases{
      {"pad/constant", [](const Arrays &x) -> Results { return pad(x[0], both, 2.5); }},
      {"pad/odd", [](const Arrays &x) -> Results { return pad(x[0], far, PadMode::reflect, {.odd = true}); }},
      {"pad/odd_symmetric",
       [](const Arrays &x) -> Results { return pad(x[0], far, PadMode::symmetric, {.odd = true}); }},
      {"pad/ramp",
       [](const Arrays &x) -> Results {
         return pad(x[0], both, PadMode::linear_ramp, {.end_low = 5, .end_high = -1});
       }},
      {"pad/stat_length",
       [](const Arrays &x) -> Results { return pad(x[0], far, PadMode::mean, {.stat_length = {{1, 2}, {3, 9}}}); }},
      {"pad/one_width", [](const Arrays &x) -> Results { return pad(x[0], {{1, 1}}, PadMode::edge); }},
      {"pad/integers",
       [](const Arrays &x) -> Results {
         return {pad(x[0], {{2, 2}}, PadMode::mean), pad(x[0], {{1, 1}}, PadMode::maximum),
                 pad(x[0], {{1, 1}}, PadMode::median)};
       }},
      {"pad/single",
       [](const Arrays &x) -> Results {
         return {pad(x[0], {{2, 2}}, PadMode::reflect), pad(x[0], {{2, 2}}, PadMode::wrap)};
       }},
  };
  add<PadMode::edge>(cases, "edge");
  add<PadMode::reflect>(cases, "reflect");
  add<PadMode::symmetric>(cases, "symmetric");
  add<PadMode::wrap>(cases, "wrap");
  add<PadMode::maximum>(cases, "maximum");
  add<PadMode::minimum>(cases, "minimum");
  add<PadMode::mean>(cases, "mean");
  add<PadMode::median>(cases, "median");
  add<PadMode::empty>(cases, "empty");
  return cases;
}
