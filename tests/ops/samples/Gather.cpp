// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

/// Rows of the operand: x[indices].
static std::string rowsOf(const std::string &sizes, const std::string &windowAxes, int vectorAxis,
                          const std::string &mode = "fill") {
  return "{offset_dims = array<i64" + windowAxes +
         ">, collapsed_slice_dims = array<i64: 0>, start_index_map = array<i64: 0>, "
         "index_vector_dim = " +
         std::to_string(vectorAxis) + " : i64, slice_sizes = array<i64: " + sizes + ">, mode = \"" + mode + "\"}";
}

static const char *const windows =
    "{offset_dims = array<i64: 0, 2>, collapsed_slice_dims = array<i64>, start_index_map = "
    "array<i64: 1, 0>, index_vector_dim = 1 : i64, slice_sizes = array<i64: 2, 3>, mode = ";
static const char *const alongAxis1 =
    "{offset_dims = array<i64>, collapsed_slice_dims = array<i64: 1>, operand_batching_dims = array<i64: 0, 2>, "
    "start_indices_batching_dims = array<i64: 0, 2>, start_index_map = array<i64: 1>, index_vector_dim = 3 : i64, "
    "slice_sizes = array<i64: 1, 1, 1>}";
static const char *const crossedBatch =
    "{offset_dims = array<i64: 1>, collapsed_slice_dims = array<i64>, operand_batching_dims = array<i64: 0, 2>, "
    "start_indices_batching_dims = array<i64: 2, 1>, start_index_map = array<i64: 1>, index_vector_dim = 0 : i64, "
    "slice_sizes = array<i64: 1, 2, 1>, mode = \"fill\"}";

std::vector<Sample> samplesOfGather() {
  return {
      {"gather", {{"4x3xf64"}, {"2x2xi32", -1, 4}}, rowsOf("1, 3", ": 2", 2)},
      {"gather", {{"4x3xf64"}, {"5xi64", -9e15, 9e15}}, rowsOf("1, 3", ": 0", 1, "clip")},
      {"gather", {{"5xf64"}, {"i64", 0, 4}}, rowsOf("1", "", 0)},
      {"gather", {{"5xf32"}, {"7xi8", -9, 9}}, rowsOf("1", "", 1)},
      {"gather", {{"5xbf16"}, {"7xui8", 0, 9}}, rowsOf("1", "", 1)},
      {"gather", {{"5xui32", 0, 9}, {"7xui64", 0, 9}}, rowsOf("1", "", 1, "clip")},
      {"gather", {{"5xi1", 0, 1}, {"7x1xi16", -9, 9}}, rowsOf("1", "", 1)},
      {"gather", {{"4x2x3xf64"}, {"2x0xi32", 0, 3}}, rowsOf("1, 2, 3", ": 2, 3", 2)},
      {"gather", {{"4x0xf64"}, {"3xi32", 0, 3}}, rowsOf("1, 0", ": 1", 1)},
      {"gather", {{"4x5xf64"}, {"3x2xi32", -1, 4}}, std::string(windows) + "\"fill\"}"},
      {"gather", {{"4x5xf64"}, {"3x2xi32", -2, 6}}, std::string(windows) + "\"clip\"}"},
      {"gather", {{"2x4x3xf64"}, {"2x5x3xi32", 0, 3}}, alongAxis1},
      {"gather", {{"3x4x2xf64"}, {"1x2x3xi32", -1, 3}}, crossedBatch},
      {"gather",
       {{"f64"}, {"3x0xi32"}},
       "{offset_dims = array<i64>, collapsed_slice_dims = array<i64>, start_index_map = "
       "array<i64>, index_vector_dim = 1 : i64, slice_sizes = array<i64>}"},
  };
}

} // namespace burin::tests
