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
  EXPECT_EQ(flops({"reduce_max", {{"3x0xf32"}}, "{axes = array<i64: 1>}"}), 0u);
  EXPECT_EQ(flops({"argmax", {{"3x4xf32"}}, "{axis = 1 : i64, dtype = i32}"}), 9u);
}

TEST(Cost, movementCountsNothingAndScattersTheirUpdates) {
  EXPECT_EQ(flops({"transpose", {{"3x4xf32"}}, "{permutation = array<i64: 1, 0>}"}), 0u);
  EXPECT_EQ(flops({"gather_rows", {{"3x4xf32"}, {"2xi32"}}}), 0u);
  EXPECT_EQ(flops({"scatter_add_rows", {{"3x4xf32"}, {"2xi32"}, {"2x4xf32"}}}), 8u);
}

} // namespace burin::tests
