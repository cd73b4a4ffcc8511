// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

/// Rows of the operand, at indices without a vector axis.
static std::string rows(const std::string &windowAxes, int vectorAxis, const std::string &rest) {
  return "{update_window_dims = array<i64" + windowAxes +
         ">, inserted_window_dims = array<i64: 0>, "
         "scatter_dims_to_operand_dims = array<i64: 0>, index_vector_dim = " +
         std::to_string(vectorAxis) + " : i64, " + rest + "}";
}

/// Windows of an operand with two axes, placed along both in the other order.
static std::string windows(const std::string &rest) {
  return "{update_window_dims = array<i64: 0, 2>, inserted_window_dims = array<i64>, scatter_dims_to_operand_dims = "
         "array<i64: 1, 0>, index_vector_dim = 1 : i64, " +
         rest + "}";
}

/// Entries along axis 1, one index for each.
static std::string along(const std::string &rest) {
  return "{update_window_dims = array<i64>, inserted_window_dims = array<i64: 1>, input_batching_dims = array<i64: 0, "
         "2>, "
         "scatter_indices_batching_dims = array<i64: 0, 2>, scatter_dims_to_operand_dims = array<i64: 1>, "
         "index_vector_dim = 3 : i64, " +
         rest + "}";
}

/// The window stands before the axes of the indices, and in the operand behind a batch.
static const char *const lanes =
    "{update_window_dims = array<i64: 0>, inserted_window_dims = array<i64: 2>, input_batching_dims = array<i64: 0>, "
    "scatter_indices_batching_dims = array<i64: 1>, scatter_dims_to_operand_dims = array<i64: 2>, index_vector_dim = 2 "
    ": "
    "i64, kind = \"add\", mode = \"fill\"}";

std::vector<Sample> samplesOfScatter() {
  const std::string add = "kind = \"add\", mode = \"fill\"", set = "kind = \"set\", mode = \"fill\"",
                    mul = "kind = \"mul\", mode = \"fill\", unique_indices = true";
  return {
      {"scatter", {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}}, rows(": 2", 2, add)},
      {"scatter", {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}}, rows(": 2", 2, set)},
      {"scatter", {{"4x3xf64"}, {"i32", 0, 3}, {"3xf64"}}, rows(": 0", 0, mul)},
      {"scatter", {{"4x3xf64"}, {"i32", -9, -1}, {"3xf64"}}, rows(": 0", 0, mul)},
      {"scatter",
       {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}},
       rows(": 2", 2, "kind = \"mul\", mode = \"fill\""),
       1,
       "updates that may meet have no simple slope in a product; promise unique_indices where none do"},
      {"scatter", {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}}, rows(": 2", 2, "kind = \"min\", mode = \"fill\"")},
      {"scatter", {{"4x3xf64"}, {"2x2xui32", 0, 5}, {"2x2x3xf64"}}, rows(": 2", 2, "kind = \"max\"")},
      {"scatter", {{"3xf64"}, {"6xi64", -9e15, 9e15}, {"6xf64"}}, rows("", 1, "kind = \"set\"")},
      {"scatter", {{"3xf32"}, {"9x1xi8", -2, 4}, {"9xf32"}}, rows("", 1, add)},
      {"scatter", {{"3xf16"}, {"9x1xi8", -2, 4}, {"9xf16"}}, rows("", 1, add)},
      {"scatter", {{"3xbf16"}, {"1xui8", 0, 4}, {"1xbf16"}}, rows("", 1, mul)},
      {"scatter", {{"3x2xi32", -9, 9}, {"i32", 0, 2}, {"2xi32", -9, 9}}, rows(": 0", 0, add)},
      {"scatter", {{"5xui8", 0, 255}, {"9xui64", 0, 9}, {"9xui8", 0, 255}}, rows("", 1, "kind = \"max\"")},
      {"scatter", {{"5xi1", 0, 1}, {"9xi32", -1, 5}, {"9xi1", 0, 1}}, rows("", 1, "kind = \"min\"")},
      {"scatter", {{"5xi1", 0, 1}, {"9xi32", -1, 5}, {"9xi1", 0, 1}}, rows("", 1, set)},
      {"scatter", {{"4x2x3xf64"}, {"2x0xi32", 0, 3}, {"2x0x2x3xf64"}}, rows(": 2, 3", 2, add)},
      {"scatter", {{"4x0xf64"}, {"3xi32", 0, 3}, {"3x0xf64"}}, rows(": 1", 1, add)},
      {"scatter", {{"5x200xf32"}, {"7xi32", -1, 5}, {"7x200xf32"}}, rows(": 1", 1, add)},
      {"scatter", {{"4x5xf64"}, {"3x2xi32", -1, 4}, {"2x3x3xf64"}}, windows(add)},
      {"scatter", {{"4x5xf64"}, {"3x2xi32", -2, 6}, {"2x3x3xf64"}}, windows("kind = \"set\"")},
      {"scatter", {{"2x4x3xf64"}, {"2x5x3xi32", 0, 3}, {"2x5x3xf64"}}, along("kind = \"set\"")},
      {"scatter", {{"2x4x3xf64"}, {"2x5x3xi32", -1, 4}, {"2x5x3xf64"}}, along(add)},
      {"scatter", {{"2x3x4xf64"}, {"5x2xi32", -1, 4}, {"3x5x2xf64"}}, lanes},
      {"scatter",
       {{"f64"}, {"3x0xi32"}, {"3xf64"}},
       "{update_window_dims = array<i64>, inserted_window_dims = array<i64>, "
       "scatter_dims_to_operand_dims = array<i64>, index_vector_dim = 1 : "
       "i64, kind = \"add\"}"},
  };
}

} // namespace burin::tests
