// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/passes/FiniteDifference.h"

#include "gtest/gtest.h"

using burin::tests::expectGradients;
using burin::tests::Program;

namespace {

TEST(Gradients, sharedValuesAddUp) {
  expectGradients(R"mlir(
    func.func @f(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<f64> {
      %a = burin.mul %x, %y : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
      %b = burin.sin %a : tensor<3xf64> -> tensor<3xf64>
      %c = burin.mul %b, %x : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
      %d = burin.reduce_sum %c {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
      return %d : tensor<f64>
    }
    func.func @g(%x: tensor<3xf64>, %y: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx, %dy = burin.vjp_call @f(%x, %y, %one) {wrt = array<i64: 0, 1>}
        : (tensor<3xf64>, tensor<3xf64>, tensor<f64>) -> (tensor<f64>, tensor<3xf64>, tensor<3xf64>)
      return %dx, %dy : tensor<3xf64>, tensor<3xf64>
    })mlir");
}

TEST(Gradients, layersThatCallEachOther) {
  expectGradients(R"mlir(
    func.func private @layer(%x: tensor<2x3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>) -> tensor<2x3xf64> {
      %h = burin.dot_general %x, %w {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>,
        rhs_contract = array<i64: 0>} : tensor<2x3xf64>, tensor<3x3xf64> -> tensor<2x3xf64>
      %bb = burin.broadcast_in_dim %b {shape = array<i64: 2, 3>, dimensions = array<i64: 1>} : tensor<3xf64> -> tensor<2x3xf64>
      %s = burin.add %h, %bb : tensor<2x3xf64>, tensor<2x3xf64> -> tensor<2x3xf64>
      %t = burin.tanh %s : tensor<2x3xf64> -> tensor<2x3xf64>
      return %t : tensor<2x3xf64>
    }
    func.func @f(%w: tensor<3x3xf64>, %b: tensor<3xf64>, %x: tensor<2x3xf64>) -> tensor<f64> {
      %1 = burin.call @layer(%x, %w, %b) : (tensor<2x3xf64>, tensor<3x3xf64>, tensor<3xf64>) -> tensor<2x3xf64>
      %2 = burin.call @layer(%1, %w, %b) : (tensor<2x3xf64>, tensor<3x3xf64>, tensor<3xf64>) -> tensor<2x3xf64>
      %3 = burin.integer_pow %2 {exponent = 2} : tensor<2x3xf64> -> tensor<2x3xf64>
      %4 = burin.reduce_sum %3 {axes = array<i64: 0, 1>} : tensor<2x3xf64> -> tensor<f64>
      return %4 : tensor<f64>
    }
    func.func @g(%w: tensor<3x3xf64>, %b: tensor<3xf64>, %x: tensor<2x3xf64>) -> (tensor<3x3xf64>, tensor<3xf64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dw, %db = burin.vjp_call @f(%w, %b, %x, %one) {wrt = array<i64: 0, 1>}
        : (tensor<3x3xf64>, tensor<3xf64>, tensor<2x3xf64>, tensor<f64>) -> (tensor<f64>, tensor<3x3xf64>, tensor<3xf64>)
      return %dw, %db : tensor<3x3xf64>, tensor<3xf64>
    })mlir");
}

TEST(Gradients, softmaxCrossEntropy) {
  expectGradients(R"mlir(
    func.func @f(%x: tensor<2x4xf64>, %labels: tensor<2xi32>) -> tensor<f64> {
      %m = burin.reduce_max %x {axes = array<i64: 1>} : tensor<2x4xf64> -> tensor<2xf64>
      %stopped = burin.stop_gradient %m : tensor<2xf64> -> tensor<2xf64>
      %column = burin.reshape %stopped {shape = array<i64: 2, 1>} : tensor<2xf64> -> tensor<2x1xf64>
      %mb = burin.broadcast_in_dim %column {shape = array<i64: 2, 4>, dimensions = array<i64: 0, 1>} : tensor<2x1xf64> -> tensor<2x4xf64>
      %s = burin.sub %x, %mb : tensor<2x4xf64>, tensor<2x4xf64> -> tensor<2x4xf64>
      %e = burin.exp %s : tensor<2x4xf64> -> tensor<2x4xf64>
      %z = burin.reduce_sum %e {axes = array<i64: 1>} : tensor<2x4xf64> -> tensor<2xf64>
      %l = burin.log %z : tensor<2xf64> -> tensor<2xf64>
      %lb = burin.broadcast_in_dim %l {shape = array<i64: 2, 4>, dimensions = array<i64: 0>} : tensor<2xf64> -> tensor<2x4xf64>
      %p = burin.sub %s, %lb : tensor<2x4xf64>, tensor<2x4xf64> -> tensor<2x4xf64>
      %i = burin.iota {dtype = i32, shape = array<i64: 2, 4>, dimension = 1} : tensor<2x4xi32>
      %yb = burin.broadcast_in_dim %labels {shape = array<i64: 2, 4>, dimensions = array<i64: 0>} : tensor<2xi32> -> tensor<2x4xi32>
      %hit = burin.compare %i, %yb {direction = "eq"} : tensor<2x4xi32>, tensor<2x4xi32> -> tensor<2x4xi1>
      %zero = burin.constant dense<0.0> : tensor<2x4xf64> : tensor<2x4xf64>
      %chosen = burin.select %hit, %p, %zero : tensor<2x4xi1>, tensor<2x4xf64>, tensor<2x4xf64> -> tensor<2x4xf64>
      %sum = burin.reduce_sum %chosen {axes = array<i64: 0, 1>} : tensor<2x4xf64> -> tensor<f64>
      %two = burin.constant dense<2.0> : tensor<f64> : tensor<f64>
      %mean = burin.div %sum, %two : tensor<f64>, tensor<f64> -> tensor<f64>
      %loss = burin.neg %mean : tensor<f64> -> tensor<f64>
      return %loss : tensor<f64>
    }
    func.func @g(%x: tensor<2x4xf64>, %labels: tensor<2xi32>) -> tensor<2x4xf64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx = burin.vjp_call @f(%x, %labels, %one) {wrt = array<i64: 0>}
        : (tensor<2x4xf64>, tensor<2xi32>, tensor<f64>) -> (tensor<f64>, tensor<2x4xf64>)
      return %dx : tensor<2x4xf64>
    })mlir");
}

constexpr const char *secondDerivative = R"mlir(
  func.func private @cube(%x: tensor<f64>) -> tensor<f64> {
    %s = burin.sin %x : tensor<f64> -> tensor<f64>
    %c = burin.integer_pow %s {exponent = 3} : tensor<f64> -> tensor<f64>
    return %c : tensor<f64>
  }
  func.func @f(%x: tensor<f64>) -> tensor<f64> {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %dx = burin.vjp_call @cube(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    return %dx : tensor<f64>
  }
)mlir";

TEST(Gradients, reverseOverReverse) {
  expectGradients(std::string(secondDerivative) + R"mlir(
    func.func @g(%x: tensor<f64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx = burin.vjp_call @f(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %dx : tensor<f64>
    })mlir");
}

TEST(Gradients, forwardOverReverse) {
  expectGradients(std::string(secondDerivative) + R"mlir(
    func.func @g(%x: tensor<f64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx = burin.jvp_call @f(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %dx : tensor<f64>
    })mlir");
}

/// The two functions of a checkpoint test, differentiated by `derivative`.
std::string checkpointed(const std::string &policy, const std::string &derivative) {
  return R"mlir(
    func.func private @body(%x: tensor<3xf64>) -> tensor<3xf64> {
      %s = burin.sin %x : tensor<3xf64> -> tensor<3xf64>
      %t = burin.exp %s : tensor<3xf64> -> tensor<3xf64>
      return %t : tensor<3xf64>
    }
    func.func @f(%x: tensor<3xf64>) -> tensor<f64> {
      %y = burin.mul %x, %x : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
      %z = burin.checkpoint @body(%y) {policy = ")mlir" +
         policy + R"mlir("} : (tensor<3xf64>) -> tensor<3xf64>
      %c = burin.log1p %z : tensor<3xf64> -> tensor<3xf64>
      %s = burin.reduce_sum %c {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
      return %s : tensor<f64>
    }
)mlir" + derivative;
}

constexpr const char *gradientOfF = R"mlir(
    func.func @g(%x: tensor<3xf64>) -> tensor<3xf64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx = burin.vjp_call @f(%x, %one) {wrt = array<i64: 0>} : (tensor<3xf64>, tensor<f64>) -> (tensor<f64>, tensor<3xf64>)
      return %dx : tensor<3xf64>
    })mlir";

TEST(Gradients, ofCheckpoint) {
  expectGradients(checkpointed("nothing_saveable", gradientOfF));
  expectGradients(checkpointed("everything_saveable", gradientOfF));
}

TEST(Gradients, checkpointIsRecomputed) {
  Program kept(checkpointed("everything_saveable", gradientOfF));
  Program recomputed(checkpointed("nothing_saveable", gradientOfF));
  for (Program *program : {&kept, &recomputed}) {
    program->expand();
    program->cleanUp();
    EXPECT_EQ(program->count("f", "sin"), 1);
    EXPECT_EQ(program->count("f", "optimization_barrier"), 0);
  }
  EXPECT_EQ(kept.count("g", "sin"), 1);
  EXPECT_EQ(kept.count("g", "optimization_barrier"), 0);
  EXPECT_EQ(recomputed.count("g", "sin"), 2);
  EXPECT_EQ(recomputed.count("g", "optimization_barrier"), 1);
}

TEST(Gradients, forwardModeOfCheckpoint) {
  Program program(checkpointed("nothing_saveable", R"mlir(
    func.func @h(%x: tensor<3xf64>, %t: tensor<3xf64>) -> tensor<f64> {
      %v, %dv = burin.jvp_call @f(%x, %t) {wrt = array<i64: 0>} : (tensor<3xf64>, tensor<3xf64>) -> (tensor<f64>, tensor<f64>)
      return %dv : tensor<f64>
    })mlir") + gradientOfF);
  program.expand();
  program.cleanUp();
  auto arguments = program.someArguments("h");
  auto gradient = program.evaluate("g", {arguments[0]})[0];
  long double product = 0;
  for (int64_t i = 0; i < gradient.size(); ++i)
    product += gradient.real(i) * arguments[1].real(i);
  EXPECT_NEAR(static_cast<double>(program.evaluate("h", arguments)[0].real(0)), static_cast<double>(product), 1e-12);
}

TEST(Gradients, secondOrderOfCheckpoint) {
  expectGradients(R"mlir(
    func.func private @body(%x: tensor<f64>) -> tensor<f64> {
      %s = burin.sin %x : tensor<f64> -> tensor<f64>
      %t = burin.exp %s : tensor<f64> -> tensor<f64>
      return %t : tensor<f64>
    }
    func.func private @outer(%x: tensor<f64>) -> tensor<f64> {
      %y = burin.checkpoint @body(%x) {policy = "nothing_saveable"} : (tensor<f64>) -> tensor<f64>
      %z = burin.checkpoint @body(%y) {policy = "nothing_saveable"} : (tensor<f64>) -> tensor<f64>
      return %z : tensor<f64>
    }
    func.func @f(%x: tensor<f64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx = burin.vjp_call @outer(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %dx : tensor<f64>
    }
    func.func @g(%x: tensor<f64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx = burin.vjp_call @f(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %dx : tensor<f64>
    })mlir");
}

/// sin(x) * y whose rule gives `factor` times the true cotangents.
std::string customRule(const std::string &factor) {
  return R"mlir(
    func.func private @primal(%x: tensor<f64>, %y: tensor<f64>) -> tensor<f64> {
      %s = burin.sin %x : tensor<f64> -> tensor<f64>
      %r = burin.mul %s, %y : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func private @fwd(%x: tensor<f64>, %y: tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) {
      %s = burin.sin %x : tensor<f64> -> tensor<f64>
      %c = burin.cos %x : tensor<f64> -> tensor<f64>
      %r = burin.mul %s, %y : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r, %c, %s, %y : tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>
    }
    func.func private @bwd(%c: tensor<f64>, %s: tensor<f64>, %y: tensor<f64>, %ct: tensor<f64>, %factor: tensor<f64>)
        -> (tensor<f64>, tensor<f64>) {
      %g = burin.mul %ct, %factor : tensor<f64>, tensor<f64> -> tensor<f64>
      %a = burin.mul %c, %g : tensor<f64>, tensor<f64> -> tensor<f64>
      %dx = burin.mul %a, %y : tensor<f64>, tensor<f64> -> tensor<f64>
      %dy = burin.mul %s, %g : tensor<f64>, tensor<f64> -> tensor<f64>
      return %dx, %dy : tensor<f64>, tensor<f64>
    }
    func.func @f(%x: tensor<f64>, %y: tensor<f64>) -> tensor<f64> {
      %factor = burin.constant dense<)mlir" +
         factor + R"mlir(> : tensor<f64> : tensor<f64>
      %r = burin.custom_vjp_call @primal fwd @fwd bwd @bwd (%x, %y, %factor) {operand_counts = array<i64: 2, 0, 0, 1>}
        : (tensor<f64>, tensor<f64>, tensor<f64>) -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func @g(%x: tensor<f64>, %y: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dx, %dy = burin.vjp_call @f(%x, %y, %one) {wrt = array<i64: 0, 1>}
        : (tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
      return %dx, %dy : tensor<f64>, tensor<f64>
    })mlir";
}

TEST(Gradients, ofCustomRule) { expectGradients(customRule("1.0")); }

TEST(Gradients, customRuleIsUsed) {
  Program plain(customRule("1.0")), doubled(customRule("2.0"));
  for (Program *program : {&plain, &doubled}) {
    program->expand();
    program->cleanUp();
  }
  auto once = plain.evaluate("g", plain.someArguments("g")), twice = doubled.evaluate("g", doubled.someArguments("g"));
  for (int i : {0, 1})
    EXPECT_NEAR(static_cast<double>(twice[i].real(0)), static_cast<double>(2 * once[i].real(0)), 1e-15);
  EXPECT_EQ(doubled.count("f", "cos"), 0) << "evaluation runs the primal only";
}

TEST(Gradients, cotangentsOfUnusedResultsAreSymbolicZeros) {
  Program program(R"mlir(
    func.func private @f(%x: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %s = burin.sin %x : tensor<f64> -> tensor<f64>
      %e = burin.exp %x : tensor<f64> -> tensor<f64>
      return %s, %e : tensor<f64>, tensor<f64>
    }
    func.func @g(%x: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %zero = burin.constant dense<0.0> : tensor<f64> : tensor<f64>
      %v, %aux, %dx = burin.vjp_call @f(%x, %one, %zero) {wrt = array<i64: 0>}
        : (tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
      return %v, %dx : tensor<f64>, tensor<f64>
    })mlir");
  program.expand();
  program.cleanUp();
  EXPECT_EQ(program.count("g", "exp"), 0);
}

} // namespace
