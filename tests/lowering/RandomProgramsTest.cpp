// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/RandomProgram.h"

#include <gtest/gtest.h>

using namespace burin::testing;

/// 1,000 programs in four tests, which can run at the same time.
class RandomPrograms : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomPrograms, equal_the_evaluator) {
  int rowKernels = 0;
  for (unsigned seed = GetParam(); seed < 1000; seed += 4) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomProgram program(seed);
    Compiled c(program.types(), program.body(false));
    c.check(program.ulps(), c.inputs(seed), 1);
    rowKernels += c.until("fused").find("burin.rows") != std::string::npos;
    ASSERT_FALSE(HasFailure()) << c.until("fused");
  }
  EXPECT_GE(rowKernels, 125);
}

TEST_P(RandomPrograms, have_the_bits_of_operations_that_run_apart) {
  for (unsigned seed = GetParam(); seed < 100; seed += 4) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomProgram program(seed);
    Compiled fused(program.types(), program.body(false)), apart(program.types(), program.body(true));
    auto inputs = fused.inputs(seed);
    ASSERT_EQ(differenceInBits(fused.run(inputs), apart.run(inputs)), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Quarters, RandomPrograms, ::testing::Range(0u, 4u));
