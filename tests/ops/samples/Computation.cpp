// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

/// A computation of two scalars of the first operand's dtype.
static std::string binary(const std::string &lines) {
  return "func.func @f(%a: tensor<$0>, %x: tensor<$0>) -> tensor<$0> { " + lines + " return %r : tensor<$0> }";
}

static std::string apply(const std::string &result, const std::string &op, const std::string &x, const std::string &y) {
  return "%" + result + " = burin." + op + " %" + x + ", %" + y + " : tensor<$0>, tensor<$0> -> tensor<$0> ";
}

/// a + x + a x
static std::string joined() {
  return binary(apply("s", "add", "a", "x") + apply("p", "mul", "a", "x") + apply("r", "add", "s", "p"));
}

/// The product of two numbers a + ib and x + iy.
static std::string complexProduct() {
  return "func.func @f(%a: tensor<$0>, %b: tensor<$0>, %x: tensor<$0>, %y: tensor<$0>) -> (tensor<$0>, tensor<$0>) { " +
         apply("p", "mul", "a", "x") + apply("q", "mul", "b", "y") + apply("s", "mul", "a", "y") +
         apply("t", "mul", "b", "x") + apply("u", "sub", "p", "q") + apply("v", "add", "s", "t") +
         "return %u, %v : tensor<$0>, tensor<$0> }";
}

/// The greater element and its index; of equal ones the lesser index, as lax.argmax has it.
static const char *const greatest =
    "func.func @f(%a: tensor<$0>, %i: tensor<$1>, %x: tensor<$0>, %j: tensor<$1>) -> (tensor<$0>, tensor<$1>) { "
    "%g = burin.compare %a, %x {direction = \"gt\"} : tensor<$0>, tensor<$0> -> tensor<i1> "
    "%n = burin.compare %a, %a {direction = \"ne\"} : tensor<$0>, tensor<$0> -> tensor<i1> "
    "%w = burin.or %g, %n : tensor<i1>, tensor<i1> -> tensor<i1> "
    "%e = burin.compare %a, %x {direction = \"eq\"} : tensor<$0>, tensor<$0> -> tensor<i1> "
    "%l = burin.compare %i, %j {direction = \"lt\"} : tensor<$1>, tensor<$1> -> tensor<i1> "
    "%t = burin.and %e, %l : tensor<i1>, tensor<i1> -> tensor<i1> "
    "%k = burin.or %w, %t : tensor<i1>, tensor<i1> -> tensor<i1> "
    "%v = burin.select %w, %a, %x : tensor<i1>, tensor<$0>, tensor<$0> -> tensor<$0> "
    "%m = burin.select %k, %i, %j : tensor<i1>, tensor<$1>, tensor<$1> -> tensor<$1> "
    "return %v, %m : tensor<$0>, tensor<$1> }";

static std::string comparison(const char *direction) {
  return std::string(
             "func.func @f(%a: tensor<$0>, %x: tensor<$0>) -> tensor<i1> { %r = burin.compare %a, %x {direction "
             "= \"") +
         direction + "\"} : tensor<$0>, tensor<$0> -> tensor<i1> return %r : tensor<i1> }";
}

static std::string windows(const std::string &size, const std::string &strides, const std::string &dilation,
                           const std::string &low, const std::string &high) {
  std::string ones = low;
  for (char &c : ones)
    c = c >= '0' && c <= '9' ? '1' : c;
  return "{window_dimensions = array<i64: " + size + ">, window_strides = array<i64: " + strides +
         ">, base_dilations = array<i64: " + ones + ">, window_dilations = array<i64: " + dilation +
         ">, low = array<i64: " + low + ">, high = array<i64: " + high + ">}";
}

/// Rows of the operand, at indices without a vector axis.
static std::string rows(const std::string &windowAxes, int vectorAxis, const std::string &mode) {
  return "{update_window_dims = array<i64" + windowAxes +
         ">, inserted_window_dims = array<i64: 0>, scatter_dims_to_operand_dims = array<i64: 0>, index_vector_dim = " +
         std::to_string(vectorAxis) + " : i64, mode = \"" + mode + "\"}";
}

std::vector<Sample> samplesOfComputation() {
  const std::string flat = windows("3", "2", "1", "0", "0"), plane = windows("2, 3", "1, 2", "2, 1", "0, 0", "0, 0");
  const std::string replaced = binary(apply("r", "sub", "x", "a"));
  const std::string noSlope =
      "the derivative of a computation of one's own is not known; those by add, mul, min or max "
      "have one";
  return {
      {"reduce", {{"2x3x4xf64", -1, 1}, {"f64"}}, "{axes = array<i64: 0, 2>}", 1, "", {joined()}},
      {"reduce", {{"5x300xf32", -1, 1}, {"f32"}}, "{axes = array<i64: 0>}", 1, "", {joined()}},
      {"reduce", {{"3x4xf64", -1, 1}, {"4xf64"}}, "{axes = array<i64: 0>}", 1, "", {joined()}},
      {"reduce", {{"0x3xf64"}, {"f64"}}, "{axes = array<i64: 0>}", 1, "", {joined()}},
      {"reduce", {{"2x3xf64"}, {"f64"}}, "{axes = array<i64>}", 1, "", {joined()}},
      {"reduce", {{"f64"}, {"f64"}}, "{axes = array<i64>}", 1, "", {joined()}},
      {"reduce", {{"4x3xf64"}, {"4x3xf64"}, {"f64"}, {"f64"}}, "{axes = array<i64: 0>}", 2, "", {complexProduct()}},
      {"reduce",
       {{"3x7xf32"}, {"3x7xi32", 0, 9}, {"f32", -3, -2}, {"i32", 9, 9}},
       "{axes = array<i64: 1>}",
       2,
       "",
       {greatest}},
      {"reduce_window", {{"9xf64", -1, 1}, {"f64"}}, flat, 1, "", {joined()}},
      {"reduce_window", {{"5x7xf64", -1, 1}, {"f64"}}, plane, 1, "", {joined()}},
      {"reduce_window", {{"9xf32"}, {"4xf32"}}, flat, 1, "", {joined()}},
      {"reduce_window", {{"9xf64"}, {"9xf64"}, {"f64"}, {"f64"}}, flat, 2, "", {complexProduct()}},
      {"reduce_window",
       {{"2x9xf32"}, {"2x9xi32", 0, 9}, {"f32", -3, -2}, {"i32", 9, 9}},
       windows("1, 9", "1, 1", "1, 1", "0, 0", "0, 0"),
       2,
       "",
       {greatest}},
      {"select_and_scatter",
       {{"4x6xf64"}, {"2x2xf64"}, {"f64"}},
       windows("2, 3", "2, 3", "1, 1", "0, 0", "0, 0"),
       1,
       noSlope,
       {comparison("ge"), replaced}},
      {"select_and_scatter",
       {{"4x5xf32"}, {"4x5xf32"}, {"f32"}},
       windows("2, 3", "1, 1", "1, 1", "0, 1", "1, 1"),
       1,
       noSlope,
       {comparison("lt"), replaced}},
      {"select_and_scatter",
       {{"7xi32", -9, 9}, {"4xi32", -9, 9}, {"7xi32", -9, 9}},
       windows("3", "2", "1", "1", "1"),
       1,
       noSlope,
       {comparison("ge"), replaced}},
      {"scatter_apply",
       {{"4x3xf64"}, {"2x2xi32", -1, 4}, {"2x2x3xf64"}},
       rows(": 2", 2, "fill"),
       1,
       noSlope,
       {replaced}},
      {"scatter_apply", {{"3xf32"}, {"9x1xi8", -2, 4}, {"9xf32"}}, rows("", 1, "clip"), 1, noSlope, {joined()}},
      {"scatter_apply",
       {{"5x200xf32"}, {"7xi32", -1, 5}, {"7x200xf32"}},
       rows(": 1", 1, "fill"),
       1,
       noSlope,
       {replaced}},
      {"scatter_apply",
       {{"5xi1", 0, 1}, {"9xi32", -1, 5}, {"9xi1", 0, 1}},
       rows("", 1, "fill"),
       1,
       noSlope,
       {binary(apply("r", "xor", "x", "a"))}},
  };
}

} // namespace burin::tests
