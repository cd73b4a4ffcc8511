// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Computations on scalars in kernels: fused operands, kernels that are shared, work that is divided.
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

using burin::testing::Compiled;

/// A program that reduces its argument over an axis, by `line` of the accumulator %a and the element %x.
static std::string reduction(const std::string &shape, int axis, const std::string &result, const std::string &line) {
  return "func.func @main(%x: tensor<" + shape + "xf32>, %i: tensor<f32>) -> tensor<" + result +
         "f32> { %e = burin.neg %x : tensor<" + shape + "xf32> -> tensor<" + shape +
         "xf32> %r = burin.reduce(%e, %i) { ^bb0(%a: tensor<f32>, %b: tensor<f32>): " + line +
         " burin.yield %s : tensor<f32> } {axes = array<i64: " + std::to_string(axis) + ">} : (tensor<" + shape +
         "xf32>, tensor<f32>) -> tensor<" + result + "f32> return %r : tensor<" + result + "f32> }";
}

static const std::string shrinking = "%p = burin.abs %b : tensor<f32> -> tensor<f32> %q = burin.sub %b, %a : "
                                     "tensor<f32>, tensor<f32> -> tensor<f32> %s = "
                                     "burin.max %p, %q : tensor<f32>, tensor<f32> -> tensor<f32>";

TEST(Computation, pulls_its_operands_and_goes_in_order) {
  for (const std::string &text : {reduction("300x7", 1, "300x", shrinking), reduction("7x300", 0, "300x", shrinking),
                                  reduction("5x6x7", 1, "5x7x", shrinking)}) {
    Compiled c(text);
    c.check(0);
    EXPECT_EQ(c.kernels(), 1) << text;
  }
}

TEST(Computation, divides_rows_and_columns) {
  Compiled(reduction("40x1000", 1, "40x", shrinking)).check(0);
  Compiled(reduction("40x1000", 0, "1000x", shrinking)).check(0);
}

TEST(Computation, kernels_of_other_computations_are_others) {
  auto reduce = [](const std::string &name, const std::string &op) {
    return "%" + name +
           " = burin.reduce(%x, %i) { ^bb0(%a: tensor<f32>, %b: tensor<f32>): %p = burin.abs %b : "
           "tensor<f32> -> tensor<f32> %s = burin." +
           op +
           " %a, %p : tensor<f32>, tensor<f32> -> tensor<f32> burin.yield %s : tensor<f32> } {axes = array<i64: 0>} : "
           "(tensor<9x4xf32>, tensor<f32>) -> tensor<4xf32> ";
  };
  auto program = [&](const std::string &first, const std::string &second) {
    return "func.func @main(%x: tensor<9x4xf32>, %i: tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>) { " +
           reduce("r", first) + "%c = burin.optimization_barrier %r : tensor<4xf32> -> tensor<4xf32> " +
           reduce("t", second) + "return %c, %t : tensor<4xf32>, tensor<4xf32> }";
  };
  Compiled equal(program("add", "add")), other(program("add", "max"));
  equal.check(4);
  other.check(4);
  EXPECT_LT(equal.kernels(), other.kernels());
}
