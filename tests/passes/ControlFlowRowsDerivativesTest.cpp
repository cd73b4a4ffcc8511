// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// vmap of the slopes of loops and branches, and slopes of their vmap.
#include "tests/passes/Rows.h"

#include "gtest/gtest.h"

#include <limits>

using burin::ir::Literal;
using burin::tests::expectGradients;
using burin::tests::Program;
using burin::tests::Rows;

namespace {

/// Calls of @loss(x, w, n) that run a loop or branch; n says how often or which.
constexpr const char *functions = R"mlir(
  func.func private @turn(%i: tensor<i32>, %x: tensor<f64>, %w: tensor<f64>) -> (tensor<i32>, tensor<f64>) {
    %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
    %j = burin.add %i, %one : tensor<i32>, tensor<i32> -> tensor<i32>
    %p = burin.mul %x, %w : tensor<f64>, tensor<f64> -> tensor<f64>
    %y = burin.sin %p : tensor<f64> -> tensor<f64>
    return %j, %y : tensor<i32>, tensor<f64>
  }
  func.func private @less(%i: tensor<i32>, %x: tensor<f64>, %n: tensor<i32>) -> tensor<i1> {
    %r = burin.compare %i, %n {direction = "lt"} : tensor<i32>, tensor<i32> -> tensor<i1>
    return %r : tensor<i1>
  }
  func.func private @same(%x: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
    %r = burin.add %x, %w : tensor<f64>, tensor<f64> -> tensor<f64>
    return %r : tensor<f64>
  }
  func.func private @greater(%x: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
    %r = burin.max %x, %w : tensor<f64>, tensor<f64> -> tensor<f64>
    return %r : tensor<f64>
  }
  func.func private @quotient(%x: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
    %r = burin.div %w, %x : tensor<f64>, tensor<f64> -> tensor<f64>
    return %r : tensor<f64>
  }
)mlir";

std::string loss(const std::string &flow) {
  return functions + ("func.func private @loss(%x: tensor<f64>, %w: tensor<f64>, %n: tensor<i32>) -> tensor<f64> {\n" +
                      flow + "\nreturn %y : tensor<f64>\n}\n");
}

std::string whileLoss() {
  return loss(R"mlir(
    %zero = burin.constant dense<0> : tensor<i32> : tensor<i32>
    %i, %y = burin.while @less do @turn(%zero, %x, %n, %w) {operand_counts = array<i64: 2, 1, 1>, checkpoints = 2 : i64}
      : (tensor<i32>, tensor<f64>, tensor<i32>, tensor<f64>) -> (tensor<i32>, tensor<f64>))mlir");
}

std::string scanLoss() {
  return loss(R"mlir(
    %i, %y = burin.scan @turn(%n, %x, %w) {operand_counts = array<i64: 2, 0, 1>, length = 3 : i64}
      : (tensor<i32>, tensor<f64>, tensor<f64>) -> (tensor<i32>, tensor<f64>))mlir");
}

std::string caseLoss(const std::string &last) {
  return loss("%y = burin.case [@same, @greater, @" + last +
              "](%n, %x, %w) {operand_counts = array<i64: 2, 0, 0, 0>} : (tensor<i32>, tensor<f64>, tensor<f64>) -> "
              "tensor<f64>");
}

std::vector<std::string> losses() { return {whileLoss(), scanLoss(), caseLoss("greater"), caseLoss("quotient")}; }

constexpr const char *slopes = R"mlir(
  func.func @f(%x: tensor<f64>, %w: tensor<f64>, %n: tensor<i32>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %dx, %dw = burin.vjp_call @loss(%x, %w, %n, %one) {wrt = array<i64: 0, 1>}
      : (tensor<f64>, tensor<f64>, tensor<i32>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
    return %v, %dx, %dw : tensor<f64>, tensor<f64>, tensor<f64>
  }
)mlir";

constexpr const char *tangents = R"mlir(
  func.func @f(%x: tensor<f64>, %w: tensor<f64>, %n: tensor<i32>) -> (tensor<f64>, tensor<f64>) {
    %v, %t = burin.jvp_call @loss(%x, %w, %n, %w, %x) {wrt = array<i64: 0, 1>}
      : (tensor<f64>, tensor<f64>, tensor<i32>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    return %v, %t : tensor<f64>, tensor<f64>
  }
)mlir";

TEST(RowsOfDerivatives, areDerivativesOfRows) {
  for (const std::string &flow : losses())
    for (const char *derivative : {slopes, tangents})
      for (int shared : {0, 1, 2, 3}) { // 3: none
        std::vector<int64_t> axes{0, 0, 0};
        if (shared < 3)
          axes[static_cast<size_t>(shared)] = -1;
        Rows(flow + derivative, 3, axes).expectLoop([](std::vector<Literal> &arguments) {
          for (int64_t i = 0; i < arguments[2].size(); ++i)
            arguments[2].setInteger(i, 2 * i);
        });
      }
}

// The sum over rows of the sines of @loss, for 0, 1 and 2: a cotangent of their own for each row, and one of w for all.
TEST(DerivativesOfRows, areFiniteDifferences) {
  for (const std::string &flow : losses())
    expectGradients(flow + R"mlir(
      func.func @f(%x: tensor<3xf64>, %w: tensor<f64>) -> tensor<f64> {
        %n = burin.iota {dtype = i32, shape = array<i64: 3>, dimension = 0} : tensor<3xi32>
        %y = burin.vmap_call @loss(%x, %w, %n) {axis_size = 3, in_axes = array<i64: 0, -1, 0>, out_axes = array<i64: 0>}
          : (tensor<3xf64>, tensor<f64>, tensor<3xi32>) -> tensor<3xf64>
        %s = burin.sin %y : tensor<3xf64> -> tensor<3xf64>
        %l = burin.reduce_sum %s {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
        return %l : tensor<f64>
      }
      func.func @g(%x: tensor<3xf64>, %w: tensor<f64>) -> (tensor<3xf64>, tensor<f64>) {
        %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
        %v, %dx, %dw = burin.vjp_call @f(%x, %w, %one) {wrt = array<i64: 0, 1>}
          : (tensor<3xf64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<3xf64>, tensor<f64>)
        return %dx, %dw : tensor<3xf64>, tensor<f64>
      })mlir");
}

// No row takes the last branch: neither w / 0 nor its slope is in one.
TEST(RowsOfDerivatives, takeTheirBranch) {
  for (const char *last : {"greater", "quotient"})
    Rows(caseLoss(last) + slopes, 3, {0, -1, 0}).expectLoop([](std::vector<Literal> &arguments) {
      for (int64_t i = 0; i < 3; ++i) {
        arguments[0].setReal(i, i == 0 ? std::numeric_limits<double>::infinity() : 0);
        arguments[2].setInteger(i, i == 1);
      }
      arguments[1].setReal(0, 3);
    });
}

TEST(DerivativesOfRows, nothingComesFromABranchThatIsNotTaken) {
  for (const char *last : {"greater", "quotient"}) {
    Program program(caseLoss(last) + R"mlir(
      func.func private @all(%x: tensor<3xf64>, %w: tensor<f64>, %n: tensor<3xi32>) -> tensor<3xf64> {
        %y = burin.vmap_call @loss(%x, %w, %n) {axis_size = 3, in_axes = array<i64: 0, -1, 0>, out_axes = array<i64: 0>}
          : (tensor<3xf64>, tensor<f64>, tensor<3xi32>) -> tensor<3xf64>
        return %y : tensor<3xf64>
      }
      func.func @g(%x: tensor<3xf64>, %w: tensor<f64>, %n: tensor<3xi32>) -> (tensor<3xf64>, tensor<f64>) {
        %ones = burin.constant dense<1.0> : tensor<3xf64> : tensor<3xf64>
        %y, %dx, %dw = burin.vjp_call @all(%x, %w, %n, %ones) {wrt = array<i64: 0, 1>}
          : (tensor<3xf64>, tensor<f64>, tensor<3xi32>, tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>, tensor<f64>)
        return %dx, %dw : tensor<3xf64>, tensor<f64>
      })mlir");
    program.expand();
    std::vector<Literal> arguments = program.someArguments("g");
    for (int64_t i = 0; i < 3; ++i) {
      arguments[0].setReal(i, 0);
      arguments[2].setInteger(i, i == 1);
    }
    std::vector<Literal> slopes = program.evaluate("g", arguments);
    for (int64_t i = 0; i < 3; ++i)
      EXPECT_EQ(slopes[0].real(i), i == 1 ? 0 : 1) << last << ", " << i;
    EXPECT_EQ(slopes[1].real(0), 3) << last;
  }
}

} // namespace
