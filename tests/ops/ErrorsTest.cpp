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

static void PrintTo(const Wrong &wrong, std::ostream *out) { *out << wrong.sample.op << ": " << wrong.problem; }

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
        Wrong{{"not", {{"bf16"}}}, Fault::dtype, "operand has dtype bfloat16; expected an integer dtype or bool"},
        Wrong{{"shift_left", {{"i1"}, {"i1"}}}, Fault::dtype, "operand has dtype bool; expected an integer dtype"},
        Wrong{{"integer_pow", {{"i32"}}, "{exponent = -1 : i64}"},
              Fault::dtype,
              "exponent -1 of an operand of dtype int32; expected a floating dtype for negative exponents"},
        Wrong{{"compare", {{"f32"}, {"f32"}}, "{direction = \"less\"}"},
              Fault::unsupported,
              "direction is 'less'; expected eq, ne, lt, le, gt or ge"},
        Wrong{{"select", {{"2xi32"}, {"2xf32"}, {"2xf32"}}}, Fault::dtype, "predicate has dtype int32; expected bool"},
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

static const char *const contract10 = "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = "
                                      "array<i64: 1>, rhs_contract = array<i64: 0>}";

INSTANTIATE_TEST_SUITE_P(
    Movement, Errors,
    testing::Values(
        // iota_c1, c2, c3
        Wrong{{"iota", {}, "{dtype = i1, shape = array<i64: 2>, dimension = 0 : i64}"},
              Fault::dtype,
              "the dtype is bool or none of an array's; expected a number"},
        Wrong{{"iota", {}, "{dtype = i32, shape = array<i64: -2>, dimension = 0 : i64}"},
              Fault::shape,
              "shape is (-2,); expected extents that are not negative"},
        Wrong{{"iota", {}, "{dtype = i32, shape = array<i64: 2>, dimension = 1 : i64}"},
              Fault::shape,
              "dimension is 1; expected an axis of (2,)"},
        // broadcast_in_dim_c2, c3, c4
        Wrong{{"broadcast_in_dim", {{"3xf32"}}, "{shape = array<i64: 2, 3>, dimensions = array<i64>}"},
              Fault::shape,
              "0 dimensions for operand of shape (3,); expected one per axis"},
        Wrong{{"broadcast_in_dim", {{"2x3xf32"}}, "{shape = array<i64: 3, 2>, dimensions = array<i64: 1, 0>}"},
              Fault::shape,
              "dimensions are (1, 0); expected increasing axes of (3, 2)"},
        Wrong{{"broadcast_in_dim", {{"3xf32"}}, "{shape = array<i64: 2, 4>, dimensions = array<i64: 1>}"},
              Fault::shape,
              "operand has shape (3,); expected extents 1 or those of (2, 4) at axes (1,)"},
        // reshape_c2
        Wrong{{"reshape", {{"2x3xf32"}}, "{shape = array<i64: 4>}"},
              Fault::shape,
              "shape is (4,); expected as many elements as (2, 3) has, 6"},
        // transpose_c1
        Wrong{{"transpose", {{"2x3xf32"}}, "{permutation = array<i64: 0, 0>}"},
              Fault::shape,
              "permutation is (0, 0); expected each axis of shape (2, 3) once"},
        // slice_c1, c2, c3
        Wrong{{"slice", {{"4xf32"}}, "{start = array<i64>, limit = array<i64: 4>, strides = array<i64: 1>}"},
              Fault::shape,
              "start is (), limit (4,), strides (1,); expected one number per axis of (4,)"},
        Wrong{{"slice", {{"4xf32"}}, "{start = array<i64: 3>, limit = array<i64: 5>, strides = array<i64: 1>}"},
              Fault::shape,
              "start is (3,), limit (5,); expected 0 <= start <= limit <= (4,)"},
        Wrong{{"slice", {{"4xf32"}}, "{start = array<i64: 0>, limit = array<i64: 4>, strides = array<i64: 0>}"},
              Fault::shape,
              "strides are (0,); expected at least 1"},
        // pad_c1, c2, c3, c4
        Wrong{{"pad", {{"4xf32"}, {"f64"}}, "{low = array<i64: 0>, high = array<i64: 0>, interior = array<i64: 0>}"},
              Fault::dtype,
              "value has dtype float64; expected float32"},
        Wrong{{"pad", {{"4xf32"}, {"1xf32"}}, "{low = array<i64: 0>, high = array<i64: 0>, interior = array<i64: 0>}"},
              Fault::shape,
              "value has shape (1,); expected a scalar"},
        Wrong{{"pad", {{"4xf32"}, {"f32"}}, "{low = array<i64>, high = array<i64: 0>, interior = array<i64: 0>}"},
              Fault::shape,
              "low is (), high (0,), interior (0,); expected one number per axis of (4,)"},
        Wrong{{"pad", {{"4xf32"}, {"f32"}}, "{low = array<i64: 0>, high = array<i64: 0>, interior = array<i64: -1>}"},
              Fault::shape,
              "interior is (-1,); expected no negative number"},
        Wrong{{"pad", {{"4xf32"}, {"f32"}}, "{low = array<i64: -3>, high = array<i64: -2>, interior = array<i64: 0>}"},
              Fault::shape,
              "low (-3,) and high (-2,) remove more than shape (4,) has; expected extents that are not "
              "negative"},
        // concatenate_c1, c2, c3, c4
        Wrong{{"concatenate", {}, "{dimension = 0 : i64}"}, Fault::shape, "no array is given; expected at least one"},
        Wrong{{"concatenate", {{"f32"}}, "{dimension = 0 : i64}"},
              Fault::shape,
              "dimension is 0; expected an axis of ()"},
        Wrong{{"concatenate", {{"2xf32"}, {"2xi32"}}, "{dimension = 0 : i64}"},
              Fault::dtype,
              "arrays have dtypes float32 and int32; expected equal dtypes"},
        Wrong{{"concatenate", {{"2x3xf32"}, {"4x2xf32"}}, "{dimension = 0 : i64}"},
              Fault::shape,
              "arrays have shapes (2, 3) and (4, 2); expected equal extents except along axis 0"},
        // reverse_c1
        Wrong{{"reverse", {{"2xf32"}}, "{dimensions = array<i64: 1>}"},
              Fault::shape,
              "dimensions are (1,); expected distinct axes of (2,)"}));

/// Windows along one axis.
static std::string windows(const char *size, const char *stride, const char *baseDilation, const char *low) {
  auto list = [](const char *name, const char *number) {
    return name + std::string(" = array<i64: ") + number + ">, ";
  };
  return "{" + list("window_dimensions", size) + list("window_strides", stride) + list("base_dilations", baseDilation) +
         list("window_dilations", "1") + list("low", low) + "high = array<i64: 0>";
}

INSTANTIATE_TEST_SUITE_P(
    Windows, Errors,
    testing::Values(
        // reduce_window_*_c1, c2, c3, c4
        Wrong{{"reduce_window_sum", {{"4x4xf32"}}, windows("2", "1", "1", "0") + "}"},
              Fault::shape,
              "window_dimensions are (2,); expected one number per axis of (4, 4)"},
        Wrong{{"reduce_window_max", {{"4xf32"}}, windows("0", "1", "1", "0") + "}"},
              Fault::shape,
              "window dimensions are (0,); expected positive numbers"},
        Wrong{{"reduce_window_max", {{"4xf32"}}, windows("2", "0", "1", "0") + "}"},
              Fault::shape,
              "strides are (0,); expected positive numbers"},
        Wrong{{"reduce_window_sum", {{"4xf32"}}, windows("2", "1", "-1", "0") + "}"},
              Fault::shape,
              "base dilations are (-1,); expected positive numbers"},
        Wrong{
            {"reduce_window_sum", {{"4xf32"}}, windows("2", "1", "1", "-5") + "}"},
            Fault::shape,
            "padding of low (-5,) and high (0,) of extents (4,) removes more than there is; expected extents that are "
            "not negative"},
        Wrong{{"reduce_window_sum", {{"4xf32"}}, windows("2", "1", "9223372036854775807", "0") + "}"},
              Fault::shape,
              "padding of low (0,) and high (0,) of extents (4,); expected extents that 64 bits hold"},
        Wrong{{"reduce_window_prod", {{"4xi1"}}, windows("2", "1", "1", "0") + "}"},
              Fault::dtype,
              "operand has dtype bool; expected a number"},
        // select_and_*_c4, c5, c6
        Wrong{{"select_and_gather_add", {{"4xf32"}, {"4xf64"}}, windows("2", "1", "1", "0") + ", select = \"ge\"}"},
              Fault::dtype,
              "source and operand have dtypes float32 and float64; expected equal numbers"},
        Wrong{{"select_and_gather_add", {{"4xf32"}, {"4xf32"}}, windows("2", "1", "1", "0") + ", select = \"gt\"}"},
              Fault::unsupported,
              "select is 'gt'; expected ge or le"},
        Wrong{{"select_and_scatter_add", {{"4xf32"}, {"4xf32"}}, windows("2", "1", "1", "0") + ", select = \"ge\"}"},
              Fault::shape,
              "source has shape (4,); expected (3,)"}));

struct Convolved {
  std::string layout = "0, 2, 1", stride = "1", low = "0";
  int featureGroups = 1, batchGroups = 1;
};

/// Along one spatial axis.
static std::string convolved(const Convolved &form) {
  return "{window_strides = array<i64: " + form.stride +
         ">, lhs_dilation = array<i64: 1>, rhs_dilation = array<i64: 1>, " + "low = array<i64: " + form.low +
         ">, high = array<i64: 0>, lhs_layout = array<i64: " + form.layout +
         ">, rhs_layout = array<i64: 2, 1, 0>, result_layout = array<i64: 0, 2, 1>, feature_groups = " +
         std::to_string(form.featureGroups) + " : i64, batch_groups = " + std::to_string(form.batchGroups) + " : i64}";
}

INSTANTIATE_TEST_SUITE_P(
    Convolution, Errors,
    testing::Values(
        // convolution_c1 to c8
        Wrong{{"convolution", {{"2x5x4xf32"}, {"3x4x6xf16"}}, convolved({})},
              Fault::dtype,
              "operands have dtypes float32 and float16; expected equal numbers"},
        Wrong{{"convolution", {{"2x5x4xf32"}, {"4x6xf32"}}, convolved({})},
              Fault::shape,
              "operands have shapes (2, 5, 4) and (4, 6); expected as many axes, two or more: batch, features and "
              "spatial "
              "ones"},
        Wrong{{"convolution", {{"2x5x4xf32"}, {"3x4x6xf32"}}, convolved({.layout = "0, 1, 1"})},
              Fault::shape,
              "the layout of lhs is (0, 1, 1); expected each of 3 axes once"},
        Wrong{{"convolution", {{"2x5x4xf32"}, {"3x4x6xf32"}}, convolved({.stride = "1, 1"})},
              Fault::shape,
              "window strides (1, 1) of operands of shapes (2, 5, 4) and (3, 4, 6); expected one number per spatial "
              "axis, "
              "which are 1"},
        Wrong{{"convolution", {{"2x5x4xf32"}, {"3x4x6xf32"}}, convolved({.stride = "0"})},
              Fault::shape,
              "strides are (0,); expected positive numbers"},
        Wrong{
            {"convolution", {{"2x5x4xf32"}, {"3x4x6xf32"}}, convolved({.low = "-6"})},
            Fault::shape,
            "padding of low (-6,) and high (0,) of extents (5,) removes more than there is; expected extents that are "
            "not negative"},
        Wrong{{"convolution", {{"2x5x4xf32"}, {"3x2x6xf32"}}, convolved({.featureGroups = 2, .batchGroups = 2})},
              Fault::shape,
              "2 feature groups and 2 batch groups; expected positive numbers, one of them 1"},
        Wrong{{"convolution", {{"2x5x4xf32"}, {"3x1x6xf32"}}, convolved({.featureGroups = 3})},
              Fault::shape,
              "3 feature groups and 1 batch groups for operands of shapes (2, 5, 4) and (3, 1, 6); expected divisors "
              "of the "
              "4 features and the batch of 2 of lhs, and of the 6 output features of rhs"},
        Wrong{
            {"convolution", {{"2x5x4xf32"}, {"3x3x6xf32"}}, convolved({})},
            Fault::shape,
            "lhs has 4 features in 1 groups for operands of shapes (2, 5, 4) and (3, 3, 6); expected rhs with 4 input "
            "features, got 3"}));

INSTANTIATE_TEST_SUITE_P(
    Kernels, Errors,
    testing::Values(
        // reduce_sum_c1, c2
        Wrong{{"reduce_sum", {{"2x3xf32"}}, "{axes = array<i64: 1, 1>}"},
              Fault::shape,
              "axes are (1, 1); expected distinct axes of (2, 3)"},
        Wrong{{"reduce_sum", {{"2xi1"}}, "{axes = array<i64: 0>}"},
              Fault::dtype,
              "operand has dtype bool; expected a number"},
        // reduce_prod_c2, reduce_and_c2
        Wrong{{"reduce_prod", {{"2xi1"}}, "{axes = array<i64: 0>}"},
              Fault::dtype,
              "operand has dtype bool; expected a number"},
        Wrong{{"reduce_and", {{"2xf32"}}, "{axes = array<i64: 0>}"},
              Fault::dtype,
              "operand has dtype float32; expected an integer dtype or bool"},
        // cumsum_c1, c2; linear_recurrence_c2
        Wrong{{"cumsum", {{"2x3xf32"}}, "{axis = 2 : i64}"}, Fault::shape, "axis is 2; expected an axis of (2, 3)"},
        Wrong{{"cummax", {{"2xi1"}}, "{axis = 0 : i64}"}, Fault::dtype, "operand has dtype bool; expected a number"},
        Wrong{{"cumlogsumexp", {{"2xi32"}}, "{axis = 0 : i64}"},
              Fault::dtype,
              "operand has dtype int32; expected a floating dtype"},
        Wrong{{"linear_recurrence", {{"2xf32"}, {"3xf32"}}, "{axis = 0 : i64}"},
              Fault::shape,
              "operands have shapes (2,) and (3,); expected equal shapes"},
        // sort_c1, c2, c3, c4
        Wrong{{"sort", {}, "{dimension = 0 : i64, num_keys = 1 : i64}", 0},
              Fault::shape,
              "no array is given; expected at least one"},
        Wrong{{"sort", {{"2xf32"}, {"3xf32"}}, "{dimension = 0 : i64, num_keys = 1 : i64}", 2},
              Fault::shape,
              "arrays have shapes (2,) and (3,); expected equal shapes"},
        Wrong{{"sort", {{"2xf32"}}, "{dimension = 1 : i64, num_keys = 1 : i64}"},
              Fault::shape,
              "dimension is 1; expected an axis of (2,)"},
        Wrong{{"sort", {{"2xf32"}}, "{dimension = 0 : i64, num_keys = 2 : i64}"},
              Fault::shape,
              "num_keys is 2; expected 1 to 1"},
        // top_k_c1, c2
        Wrong{
            {"top_k", {{"f32"}}, "{k = 1 : i64}", 2}, Fault::shape, "operand has shape (); expected at least one axis"},
        Wrong{{"top_k", {{"2x3xf32"}}, "{k = 4 : i64}", 2}, Fault::shape, "k is 4; expected 0 to 3"},
        // argmax_c1, c2
        Wrong{{"argmax", {{"2xf32"}}, "{axis = 1 : i64, dtype = i32}"},
              Fault::shape,
              "axis is 1; expected an axis of (2,)"},
        Wrong{{"argmax", {{"2x0xf32"}}, "{axis = 1 : i64, dtype = i32}"},
              Fault::shape,
              "axis 1 of shape (2, 0) is empty; expected at least one element"},
        Wrong{{"argmin", {{"2xf32"}}, "{axis = 0 : i64, dtype = f32}"},
              Fault::dtype,
              "the dtype of the index is no integer; expected an integer dtype"},
        // dot_general_c1, c2, c3, c4
        Wrong{{"dot_general", {{"2x3xf32"}, {"3x4xf64"}}, contract10},
              Fault::dtype,
              "operands have dtypes float32 and float64; expected equal numbers"},
        Wrong{{"dot_general",
               {{"2x3xf32"}, {"3x4xf32"}},
               "{lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 0, 1>, "
               "rhs_contract = array<i64: 0>}"},
              Fault::shape,
              "contracted axes are (0, 1) and (0,); expected as many on both sides"},
        Wrong{{"dot_general", {{"2xf32"}, {"3x4xf32"}}, contract10},
              Fault::shape,
              "batch and contracted axes are (1,) and (0,); expected distinct axes of (2,) and (3, 4)"},
        Wrong{{"dot_general", {{"2x3xf32"}, {"4x5xf32"}}, contract10},
              Fault::shape,
              "contracted axes are (1,) and (0,) of shapes (2, 3) and (4, 5); expected equal extents, got 3 "
              "and 4"}));

static const char *const solveLeft = "{left_side = true, lower = true, unit_diagonal = false, transpose_a = false}";
static const char *const solveRight = "{left_side = false, lower = true, unit_diagonal = false, transpose_a = false}";

INSTANTIATE_TEST_SUITE_P(Linalg, Errors,
                         testing::Values(
                             // cholesky_c1, c2
                             Wrong{{"cholesky", {{"2x2xbf16"}}, "{lower = true}"},
                                   Fault::dtype,
                                   "operand has dtype bfloat16; expected float32 or float64"},
                             Wrong{{"cholesky", {{"2x3xf32"}}, "{lower = true}"},
                                   Fault::shape,
                                   "operand has shape (2, 3); expected square matrices"},
                             Wrong{{"cholesky", {{"3xf32"}}, "{lower = true}"},
                                   Fault::shape,
                                   "operand has shape (3,); expected square matrices"},
                             // triangular_solve_c1, c3, c4
                             Wrong{{"triangular_solve", {{"2x2xf32"}, {"2x1xf64"}}, solveLeft},
                                   Fault::dtype,
                                   "operands have dtypes float32 and float64; expected equal dtypes"},
                             Wrong{{"triangular_solve", {{"3x2x2xf32"}, {"2x1xf32"}}, solveLeft},
                                   Fault::shape,
                                   "operands have shapes (3, 2, 2) and (2, 1); expected equal leading extents"},
                             Wrong{{"triangular_solve", {{"2x2xf32"}, {"3x2xf32"}}, solveLeft},
                                   Fault::shape,
                                   "operands have shapes (2, 2) and (3, 2); expected 2 rows in the second"},
                             Wrong{{"triangular_solve", {{"2x2xf32"}, {"2x3xf32"}}, solveRight},
                                   Fault::shape,
                                   "operands have shapes (2, 2) and (2, 3); expected 2 columns in the second"}));
static std::string gatherText(const std::string &vectorAxis, const std::string &lists) {
  return "{index_vector_dim = " + vectorAxis + " : i64, " + lists + "}";
}
static std::string scatterText(const std::string &rest) {
  return "{update_window_dims = array<i64: 1>, inserted_window_dims = array<i64: 0>, scatter_dims_to_operand_dims = "
         "array<i64: 0>, index_vector_dim = 1 : i64, " +
         rest + "}";
}
static const std::string wholeRows =
    "offset_dims = array<i64: 1>, collapsed_slice_dims = array<i64: 0>, start_index_map = "
    "array<i64: 0>, slice_sizes = array<i64: 1, 2>";

INSTANTIATE_TEST_SUITE_P(
    Indices, Errors,
    testing::Values(
        // gather_c1, c2
        Wrong{{"gather", {{"3x2xf32"}, {"4xf32"}}, gatherText("1", wholeRows)},
              Fault::dtype,
              "indices have dtype float32; expected an integer dtype"},
        Wrong{{"gather", {{"3x2xf32"}, {"4xi32"}}, gatherText("1", wholeRows + ", mode = \"wrap\"")},
              Fault::unsupported,
              "mode is 'wrap'; expected clip or fill"},
        // windows_c1 to windows_c6
        Wrong{{"gather", {{"3x2xf32"}, {"4xi32"}}, gatherText("2", wholeRows)},
              Fault::shape,
              "index_vector_dim is 2; expected an axis of indices of shape (4,), or one more"},
        Wrong{{"gather", {{"3x2xf32"}, {"4xi32"}}, gatherText("0", wholeRows)},
              Fault::shape,
              "index vectors of 4 entries are for axes (0,); expected one axis of (3, 2) for each entry"},
        Wrong{{"gather",
               {{"3x2xf32"}, {"3xi32"}},
               gatherText("1", wholeRows + ", operand_batching_dims = array<i64: 0>, start_indices_batching_dims = "
                                           "array<i64: 0>")},
              Fault::shape,
              "dropped axes are (0,), batch axes (0,), indexed axes (0,); expected axes of (3, 2), those of a batch in "
              "no "
              "other list"},
        Wrong{{"gather",
               {{"3x2xf32"}, {"5xi32"}},
               gatherText("1", "offset_dims = array<i64>, collapsed_slice_dims = array<i64: 0>, start_index_map = "
                               "array<i64: 0>, operand_batching_dims = array<i64: 1>, start_indices_batching_dims = "
                               "array<i64: 0>, slice_sizes = array<i64: 1, 1>")},
              Fault::shape,
              "batch axes are (1,) of (3, 2) and (0,) of (5,); expected equal extents"},
        Wrong{{"gather",
               {{"3x2xf32"}, {"4xi32"}},
               gatherText("1", "offset_dims = array<i64: 1>, collapsed_slice_dims = array<i64: 0>, start_index_map = "
                               "array<i64: 0>, slice_sizes = array<i64: 1, 3>")},
              Fault::shape,
              "windows have shape (1, 3); expected extents of at most those of (3, 2), 1 along axes (0,)"},
        Wrong{{"gather",
               {{"3x2xf32"}, {"4xi32"}},
               gatherText("1", "offset_dims = array<i64: 2>, collapsed_slice_dims = array<i64: 0>, start_index_map = "
                               "array<i64: 0>, slice_sizes = array<i64: 1, 2>")},
              Fault::shape,
              "window axes are (2,); expected 1 increasing axes below 2"},
        // scatter_c2 to scatter_c6
        Wrong{{"scatter", {{"3x2xf32"}, {"4xi32"}, {"4x2xf32"}}, scatterText("mode = \"drop\"")},
              Fault::unsupported,
              "mode is 'drop'; expected clip or fill"},
        Wrong{{"scatter", {{"3x2xf32"}, {"4xi32"}, {"4x2xf32"}}, scatterText("kind = \"sub\"")},
              Fault::unsupported,
              "kind is 'sub'; expected set, add, mul, min or max"},
        Wrong{{"scatter", {{"3x2xf32"}, {"4xi32"}, {"4x2xf64"}}, scatterText("kind = \"set\"")},
              Fault::dtype,
              "operand and updates have dtypes float32 and float64; expected equal dtypes"},
        Wrong{{"scatter", {{"3x2xi1"}, {"4xi32"}, {"4x2xi1"}}, scatterText("kind = \"add\"")},
              Fault::dtype,
              "operand and updates have dtypes bool and bool; expected equal numbers"},
        Wrong{{"scatter", {{"3x2xf32"}, {"4xi32"}, {"5x2xf32"}}, scatterText("kind = \"add\"")},
              Fault::shape,
              "updates have shape (5, 2); expected (4, 2)"},
        Wrong{{"scatter", {{"3x2xf32"}, {"4xi32"}, {"4xf32"}}, scatterText("kind = \"add\"")},
              Fault::shape,
              "updates have shape (4,); expected (4, 1)"},
        // dynamic_*_c1 to c3
        Wrong{{"dynamic_slice", {{"3x2xf32"}, {"i32"}}, "{slice_sizes = array<i64: 1, 1>}"},
              Fault::shape,
              "1 starts for an array of shape (3, 2); expected one scalar for each axis"},
        Wrong{{"dynamic_slice", {{"3xf32"}, {"1xi32"}}, "{slice_sizes = array<i64: 1>}"},
              Fault::shape,
              "1 not scalar starts for an array of shape (3,); expected one scalar for each axis"},
        Wrong{{"dynamic_slice", {{"3x2xf32"}, {"i32"}, {"i64"}}, "{slice_sizes = array<i64: 1, 1>}"},
              Fault::dtype,
              "starts have dtypes int32 and int64; expected equal dtypes"},
        Wrong{{"dynamic_slice", {{"3xf32"}, {"i32"}}, "{slice_sizes = array<i64: 4>}"},
              Fault::shape,
              "slice_sizes are (4,); expected extents of at most those of (3,)"},
        Wrong{{"dynamic_update_slice", {{"3xf32"}, {"2xf64"}, {"i32"}}},
              Fault::dtype,
              "operand and update have dtypes float32 and float64; expected equal dtypes"},
        Wrong{{"dynamic_update_slice", {{"3xf32"}, {"4xf32"}, {"i32"}}},
              Fault::shape,
              "update has shape (4,); expected extents of at most those of (3,)"}));

static std::vector<std::string> computation(const std::string &arguments, const std::string &results,
                                            const std::string &line) {
  return {"func.func @f(%a: tensor<f32>, " + arguments + ") -> " + results + " { " + line + " }"};
}
static std::vector<std::string> ofOne() {
  return computation("%x: tensor<f32>", "tensor<f32>", "return %x : tensor<f32>");
}
static std::vector<std::string> ofBools() {
  return computation(
      "%x: tensor<f32>", "tensor<i1>",
      "%r = burin.compare %a, %x {direction = \"ge\"} : tensor<f32>, tensor<f32> -> tensor<i1> return %r : "
      "tensor<i1>");
}
static std::string slidingText(const std::string &low) {
  return "{window_dimensions = array<i64: 2>, window_strides = array<i64: 1>, base_dilations = array<i64: 1>, "
         "window_dilations = array<i64: 1>, low = array<i64: " +
         low + ">, high = array<i64: 0>}";
}

INSTANTIATE_TEST_SUITE_P(
    Computations, Errors,
    testing::Values(
        // reduce_c2 to c5
        Wrong{{"reduce",
               {{"3xf32"}, {"4xf32"}, {"f32"}, {"f32"}},
               "{axes = array<i64: 0>}",
               2,
               "",
               computation("%b: tensor<f32>, %x: tensor<f32>, %y: tensor<f32>", "(tensor<f32>, tensor<f32>)",
                           "return %x, %y : tensor<f32>, tensor<f32>")},
              Fault::shape,
              "inputs have shapes (3,) and (4,); expected equal shapes"},
        Wrong{{"reduce", {{"3xf32"}, {"f32"}}, "{axes = array<i64: 1>}", 1, "", ofOne()},
              Fault::shape,
              "axes are (1,); expected distinct axes of (3,)"},
        Wrong{{"reduce", {{"3xf32"}, {"f64"}}, "{axes = array<i64: 0>}", 1, "", ofOne()},
              Fault::dtype,
              "input and init have dtypes float32 and float64; expected equal dtypes"},
        Wrong{{"reduce", {{"3x2xf32"}, {"3xf32"}}, "{axes = array<i64: 0>}", 1, "", ofOne()},
              Fault::shape,
              "init has shape (3,); expected () or (2,)"},
        Wrong{{"reduce", {{"3xf32"}, {"f32"}}, "{axes = array<i64: 0>}", 1, "", ofBools()},
              Fault::shape,
              "computation takes (float32[], float32[]) and gives (bool[]); expected (float32[], float32[]) and "
              "(float32[])"},
        Wrong{{"reduce",
               {{"3xf32"}, {"f32"}},
               "{axes = array<i64: 0>}",
               1,
               "",
               computation("%x: tensor<f32>", "tensor<f32>",
                           "%r = burin.reduce_sum %x {axes = array<i64>} : tensor<f32> -> tensor<f32> return %r : "
                           "tensor<f32>")},
              Fault::unsupported,
              "computation has 'reduce_sum'; expected elementwise operations on scalars"},
        // reduce_window_c4, c7
        Wrong{{"reduce_window", {{"3xf32"}, {"f32"}}, slidingText("1"), 1, "", ofOne()},
              Fault::unsupported,
              "a window sees gaps or padding; expected those of a pad"},
        Wrong{{"reduce_window", {{"3xf32"}, {"3xf32"}}, slidingText("0"), 1, "", ofOne()},
              Fault::shape,
              "init has shape (3,); expected () or (2,)"},
        // select_and_scatter_c4, c5, c7
        Wrong{{"select_and_scatter",
               {{"3xf32"}, {"2xf64"}, {"f32"}},
               slidingText("0"),
               1,
               "",
               {ofBools()[0], ofOne()[0]}},
              Fault::dtype,
              "operand and source have dtypes float32 and float64; expected equal dtypes"},
        Wrong{{"select_and_scatter",
               {{"3xf32"}, {"3xf32"}, {"f32"}},
               slidingText("0"),
               1,
               "",
               {ofBools()[0], ofOne()[0]}},
              Fault::shape,
              "source has shape (3,); expected (2,)"},
        Wrong{
            {"select_and_scatter", {{"3xf32"}, {"2xf32"}, {"f32"}}, slidingText("0"), 1, "", {ofOne()[0], ofOne()[0]}},
            Fault::shape,
            "select takes (float32[], float32[]) and gives (float32[]); expected (float32[], float32[]) and (bool[])"},
        // scatter_apply_c4 to c7
        Wrong{{"scatter_apply", {{"3x2xf32"}, {"4xi32"}, {"4x2xf64"}}, scatterText("mode = \"fill\""), 1, "", ofOne()},
              Fault::dtype,
              "operand and updates have dtypes float32 and float64; expected equal dtypes"},
        Wrong{{"scatter_apply", {{"3x2xf32"}, {"4xi32"}, {"5x2xf32"}}, scatterText("mode = \"fill\""), 1, "", ofOne()},
              Fault::shape,
              "updates have shape (5, 2); expected (4, 2)"},
        Wrong{
            {"scatter_apply", {{"3x2xf32"}, {"4xi32"}, {"4x2xf32"}}, scatterText("mode = \"fill\""), 1, "", ofBools()},
            Fault::shape,
            "computation takes (float32[], float32[]) and gives (bool[]); expected (float32[], float32[]) and "
            "(float32[])"}));

} // namespace burin::tests
