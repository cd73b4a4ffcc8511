// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic of one execution by the rule of docs/adding_an_op.md.
#include "tests/ops/Program.h"

#include <gtest/gtest.h>

namespace burin::tests {

static uint64_t flops(const Sample &sample) {
  Context context;
  Program program(context, sample);
  EXPECT_TRUE(program.op) << program.inference.problem;
  return program.rules().cost().flops;
}

TEST(Cost, contractionsCountTwiceTheProducts) {
  EXPECT_EQ(flops({"dot_general",
                   {{"16x9xf32"}, {"9x4xf32"}},
                   "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>, "
                   "rhs_contract = array<i64: 0>}"}),
            2u * 16 * 9 * 4);
  EXPECT_EQ(flops({"dot_general",
                   {{"5x2x3xf32"}, {"3x5x7xf32"}},
                   "{lhs_batch = array<i64: 0>, rhs_batch = array<i64: 1>, lhs_contract = array<i64: 2>, "
                   "rhs_contract = array<i64: 0>}"}),
            2u * 5 * 2 * 3 * 7);
}

TEST(Cost, reductionsCountInputsMinusOutputs) {
  EXPECT_EQ(flops({"reduce_sum", {{"3x4xf32"}}, "{axes = array<i64: 0>}"}), 8u);
  EXPECT_EQ(flops({"reduce_prod", {{"3x4xf32"}}, "{axes = array<i64: 0>}"}), 8u);
  EXPECT_EQ(flops({"cumsum", {{"3x4xf32"}}, "{axis = 1 : i64}"}), 9u);
  EXPECT_EQ(flops({"linear_recurrence", {{"3x4xf32"}, {"3x4xf32"}}, "{axis = 0 : i64}"}), 16u);
  EXPECT_EQ(flops({"sort", {{"3x8xf32"}}, "{dimension = 1 : i64, num_keys = 1 : i64}"}), 72u);
  EXPECT_EQ(flops({"reduce_max", {{"3x0xf32"}}, "{axes = array<i64: 1>}"}), 0u);
  EXPECT_EQ(flops({"argmax", {{"3x4xf32"}}, "{axis = 1 : i64, dtype = i32}"}), 9u);
}

TEST(Cost, eliminationsCountTheirProducts) {
  EXPECT_EQ(flops({"cholesky", {{"2x6x6xf32"}}, "{lower = true}"}), 2u * 72);
  EXPECT_EQ(flops({"triangular_solve",
                   {{"2x6x6xf32"}, {"2x6x5xf32"}},
                   "{left_side = true, lower = true, unit_diagonal = false, transpose_a = false}"}),
            2u * 36 * 5);
}

static const char *const padded3 =
    "window_dimensions = array<i64: 3>, window_strides = array<i64: 1>, base_dilations = "
    "array<i64: 1>, window_dilations = array<i64: 1>, low = array<i64: 1>, high = "
    "array<i64: 1>}";

TEST(Cost, windowsCountTheirTapsButOne) {
  EXPECT_EQ(flops({"reduce_window_sum", {{"5xf32"}}, std::string("{") + padded3}), 10u);
  std::string selecting = std::string("{select = \"ge\", ") + padded3;
  EXPECT_EQ(flops({"select_and_gather_add", {{"5xf32"}, {"5xf32"}}, selecting}), 10u);
  EXPECT_EQ(flops({"select_and_scatter_add", {{"5xf32"}, {"5xf32"}}, selecting}), 15u);
}

TEST(Cost, convolutionsCountTwiceTheProductsOutsideOfPadding) {
  auto form = [](const char *low, int groups) {
    return std::string(
               "{window_strides = array<i64: 1>, lhs_dilation = array<i64: 1>, rhs_dilation = array<i64: 1>, low = "
               "array<i64: ") +
           low + ">, high = array<i64: " + low +
           ">, lhs_layout = array<i64: 0, 2, 1>, rhs_layout = array<i64: 2, 1, 0>, result_layout = array<i64: 0, 2, "
           "1>, "
           "batch_groups = 1 : i64, feature_groups = " +
           std::to_string(groups) + " : i64}";
  };
  EXPECT_EQ(flops({"convolution", {{"2x5x4xf32"}, {"3x4x6xf32"}}, form("0", 1)}), 2u * 2 * 3 * 3 * 4 * 6);
  EXPECT_EQ(flops({"convolution", {{"2x5x4xf32"}, {"3x4x6xf32"}}, form("1", 1)}), 2u * 2 * 13 * 4 * 6);
  EXPECT_EQ(flops({"convolution", {{"2x5x4xf32"}, {"3x2x6xf32"}}, form("1", 2)}), 2u * 2 * 13 * 2 * 6);
}

TEST(Cost, movementCountsNothingAndScattersTheirUpdates) {
  EXPECT_EQ(flops({"transpose", {{"3x4xf32"}}, "{permutation = array<i64: 1, 0>}"}), 0u);
  EXPECT_EQ(flops({"gather",
                   {{"3x4xf32"}, {"2xi32"}},
                   "{offset_dims = array<i64: 1>, collapsed_slice_dims = array<i64: 0>, start_index_map = "
                   "array<i64: 0>, index_vector_dim = 1 : i64, slice_sizes = array<i64: 1, 4>}"}),
            0u);
  auto scatter = [](const std::string &kind) {
    return "{update_window_dims = array<i64: 1>, inserted_window_dims = array<i64: 0>, scatter_dims_to_operand_dims = "
           "array<i64: 0>, index_vector_dim = 1 : i64, kind = \"" +
           kind + "\"}";
  };
  EXPECT_EQ(flops({"scatter", {{"3x4xf32"}, {"2xi32"}, {"2x4xf32"}}, scatter("add")}), 8u);
  EXPECT_EQ(flops({"scatter", {{"3x4xf32"}, {"2xi32"}, {"2x4xf32"}}, scatter("set")}), 0u);
}

TEST(Cost, computationsCountTheirOperationsForEachApplication) {
  const std::string twice =
      "func.func @f(%a: tensor<f32>, %x: tensor<f32>) -> tensor<f32> { %s = burin.add %a, %x : "
      "tensor<f32>, tensor<f32> -> tensor<f32> %r = burin.mul %s, %x : tensor<f32>, tensor<f32> -> "
      "tensor<f32> return %r : tensor<f32> }";
  EXPECT_EQ(flops({"reduce", {{"3x4xf32"}, {"f32"}}, "{axes = array<i64: 0>}", 1, "", {twice}}), 24u);
}

} // namespace burin::tests
