// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The texts that users read when an operation refuses its operands (the frontend puts "[op] " before them).
#include "tests/ops/Program.h"

#include <gtest/gtest.h>

namespace burin::tests {

struct Wrong {
  Sample sample;
  ir::Fault fault;
  std::string problem;
};

static void PrintTo(const Wrong &wrong, std::ostream *out) {
  *out << wrong.sample.op << ": " << wrong.problem;
}

class Errors : public testing::TestWithParam<Wrong> {};

TEST_P(Errors, sayWhatWasExpected) {
  Context context;
  Program program(context, GetParam().sample);
  EXPECT_FALSE(program.op);
  EXPECT_EQ(program.inference.fault, GetParam().fault);
  EXPECT_EQ(program.inference.problem, GetParam().problem);
  EXPECT_EQ(context.takeDiagnostics(), "");
}

using ir::Fault;

INSTANTIATE_TEST_SUITE_P(
    Elementwise, Errors,
    testing::Values(
        Wrong{{"add", {{"2xf32"}, {"2xi32"}}},
              Fault::dtype,
              "operands have dtypes float32 and int32; expected equal dtypes"},
        Wrong{{"mul", {{"2x3xf32"}, {"3xf32"}}},
              Fault::shape,
              "operands have shapes (2, 3) and (3,); expected equal shapes"},
        Wrong{{"sub", {{"2xi1"}, {"2xi1"}}}, Fault::dtype, "operand has dtype bool; expected a number"},
        Wrong{{"exp", {{"ui32"}}}, Fault::dtype, "operand has dtype uint32; expected a floating dtype"},
        Wrong{{"not", {{"bf16"}}},
              Fault::dtype,
              "operand has dtype bfloat16; expected an integer dtype or bool"},
        Wrong{{"shift_left", {{"i1"}, {"i1"}}},
              Fault::dtype,
              "operand has dtype bool; expected an integer dtype"},
        Wrong{{"integer_pow", {{"i32"}}, "{exponent = -1 : i64}"},
              Fault::dtype,
              "exponent -1 of an operand of dtype int32; expected a floating dtype for negative exponents"},
        Wrong{{"compare", {{"f32"}, {"f32"}}, "{direction = \"less\"}"},
              Fault::unsupported,
              "direction is 'less'; expected eq, ne, lt, le, gt or ge"},
        Wrong{{"select", {{"2xi32"}, {"2xf32"}, {"2xf32"}}},
              Fault::dtype,
              "predicate has dtype int32; expected bool"},
        Wrong{{"select", {{"i1"}, {"2xf32"}, {"2xf32"}}},
              Fault::shape,
              "predicate has shape (); expected the values' shape (2,)"},
        Wrong{{"convert", {{"f32"}}, "{dtype = i7}"}, Fault::dtype, "the dtype is not one of an array's"},
        Wrong{{"constant", {}, "{value = dense<[1.0, 2.0]> : tensor<2xf32>}"},
              Fault::unsupported,
              "the value is not a splat; expected one value everywhere"},
        Wrong{{"threefry2x32", {{"ui32"}, {"ui32"}, {"i32"}, {"ui32"}}, "{}", 2},
              Fault::dtype,
              "operand has dtype int32; expected uint32"}));

} // namespace burin::tests
