// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/library/case.h"

using namespace burin;

namespace {

std::vector<library::Case> rearranging() {
  using library::Arrays;
  using library::Results;
  return {
      {"moveaxis", [](const Arrays &x) -> Results { return moveaxis(x[0], 0, -1); }},
      {"moveaxis/several", [](const Arrays &x) -> Results { return moveaxis(x[0], {0, 2}, {1, 0}); }},
      {"rollaxis",
       [](const Arrays &x) -> Results { return {rollaxis(x[0], 2), rollaxis(x[0], 0, 2), rollaxis(x[0], 1, 3)}; }},
      {"matrix_transpose", [](const Arrays &x) -> Results { return matrix_transpose(x[0]); }},
      {"roll", [](const Arrays &x) -> Results { return {roll(x[0], 2), roll(x[0], -3), roll(x[0], 13)}; }},
      {"roll/axes",
       [](const Arrays &x) -> Results {
         return {roll(x[0], 1, 0), roll(x[0], 2, {0, 1}), roll(x[0], {1, -1}, {0, 1})};
       }},
      {"roll/traced", [](const Arrays &x) -> Results { return roll(x[0], x[1][0], 1); }},
      {"fliplr", [](const Arrays &x) -> Results { return {fliplr(x[0]), flipud(x[0])}; }},
      {"rot90",
       [](const Arrays &x) -> Results { return {rot90(x[0]), rot90(x[0], 2), rot90(x[0], -1), rot90(x[0], 4)}; }},
      {"rot90/plane", [](const Arrays &x) -> Results { return rot90(x[0], 1, {1, 2}); }},
      {"atleast/0", [](const Arrays &x) -> Results { return {atleast_1d(x[0]), atleast_2d(x[0]), atleast_3d(x[0])}; }},
      {"atleast/1", [](const Arrays &x) -> Results { return {atleast_1d(x[0]), atleast_2d(x[0]), atleast_3d(x[0])}; }},
      {"atleast/2", [](const Arrays &x) -> Results { return {atleast_2d(x[0]), atleast_3d(x[0])}; }},
      {"broadcast_arrays", [](const Arrays &x) -> Results { return broadcast_arrays({x[0], x[1]}); }},
  };
}

std::vector<library::Case> joining() {
  using library::Arrays;
  using library::Results;
  return {
      {"hstack/1", [](const Arrays &x) -> Results { return hstack({x[0], x[1]}); }},
      {"hstack/2", [](const Arrays &x) -> Results { return hstack({x[0], x[1]}); }},
      {"vstack", [](const Arrays &x) -> Results { return vstack({x[0], x[1], x[0]}); }},
      {"dstack", [](const Arrays &x) -> Results { return dstack({x[0], x[1]}); }},
      {"column_stack", [](const Arrays &x) -> Results { return column_stack({x[0], x[1]}); }},
      {"concatenate/mixed", [](const Arrays &x) -> Results { return concatenate({x[0], x[1]}); }},
      {"block", [](const Arrays &x) -> Results { return block({{x[0], x[1]}, {x[1], x[0]}}); }},
      {"append", [](const Arrays &x) -> Results { return {append(x[0], x[1]), append(x[0], x[0], 0)}; }},
      {"tile",
       [](const Arrays &x) -> Results {
         return {tile(x[0], {2}), tile(x[0], {2, 3}), tile(x[0], {2, 1, 2}), tile(x[0], {0})};
       }},
      {"repeat", [](const Arrays &x) -> Results { return {repeat(x[0], 2), repeat(x[0], 3, 1), repeat(x[0], 0, 0)}; }},
      {"repeat/counts", [](const Arrays &x) -> Results { return repeat(x[0], {2, 0, 3, 3}, 1); }},
      {"repeat/total",
       [](const Arrays &x) -> Results {
         return {repeat(x[0], x[1], 1, 9), repeat(x[0], x[1], 1, 3), repeat(x[0], x[1], 1, 12)};
       }},
      {"split", [](const Arrays &x) -> Results { return split(x[0], 2, 1); }},
      {"split/indices", [](const Arrays &x) -> Results { return split(x[0], {1, 3, 4}, 0); }},
      {"array_split", [](const Arrays &x) -> Results { return array_split(x[0], 3); }},
      {"hsplit", [](const Arrays &x) -> Results { return hsplit(x[0], 2); }},
      {"vsplit", [](const Arrays &x) -> Results { return vsplit(x[0], 3); }},
      {"dsplit", [](const Arrays &x) -> Results { return dsplit(x[0], 2); }},
      {"unstack", [](const Arrays &x) -> Results { return unstack(x[0], 1); }},
  };
}

} // namespace

std::vector<library::Case> library::joining_cases() {
  std::vector<Case> all = rearranging();
  for (const Case &c : joining())
    all.push_back(c);
  return all;
}
