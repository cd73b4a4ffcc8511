// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives of case: those of the branch that runs.
#include "tests/passes/FiniteDifference.h"

#include "compiler/ops/ControlFlowOps.h"

#include "gtest/gtest.h"

using burin::ir::Literal;
using burin::tests::expectGradients;
using burin::tests::Program;

namespace {

/// @pick(x, k, m) = the sum of the products of both results of a branch; @slopes by all three.
std::string branches(int index) {
  return R"mlir(
  func.func private @first(%x: tensor<2xf64>, %k: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
    %s = burin.sin %x : tensor<2xf64> -> tensor<2xf64>
    %p = burin.mul %s, %k : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    return %p, %x : tensor<2xf64>, tensor<2xf64>
  }
  func.func private @second(%x: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
    %e = burin.exp %x : tensor<2xf64> -> tensor<2xf64>
    %t = burin.tanh %x : tensor<2xf64> -> tensor<2xf64>
    return %e, %t : tensor<2xf64>, tensor<2xf64>
  }
  func.func private @third(%x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> (tensor<2xf64>, tensor<2xf64>) {
    %b = burin.broadcast_in_dim %m {shape = array<i64: 2>, dimensions = array<i64>} : tensor<f64> -> tensor<2xf64>
    %p = burin.mul %b, %k : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %q = burin.mul %p, %x : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    return %q, %b : tensor<2xf64>, tensor<2xf64>
  }
  func.func private @pick(%x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> tensor<f64> {
    %i = burin.constant dense<)mlir" +
         std::to_string(index) + R"mlir(> : tensor<i32> : tensor<i32>
    %r:2 = burin.case [@first, @second, @third](%i, %x, %k, %k, %m) {operand_counts = array<i64: 1, 1, 0, 2>}
      : (tensor<i32>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> (tensor<2xf64>, tensor<2xf64>)
    %p = burin.mul %r#0, %r#1 : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %l = burin.reduce_sum %p {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func private @slopes(%x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>) {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %d:3 = burin.vjp_call @pick(%x, %k, %m, %one) {wrt = array<i64: 0, 1, 2>} : (tensor<2xf64>, tensor<2xf64>, tensor<f64>,
      tensor<f64>) -> (tensor<f64>, tensor<2xf64>, tensor<2xf64>, tensor<f64>)
    return %d#0, %d#1, %d#2 : tensor<2xf64>, tensor<2xf64>, tensor<f64>
  }
)mlir";
}

constexpr const char *firstOrder = R"mlir(
  func.func @f(%x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> tensor<f64> {
    %l = burin.call @pick(%x, %k, %m) : (tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func @g(%x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>) {
    %d:3 = burin.call @slopes(%x, %k, %m) : (tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>)
    return %d#0, %d#1, %d#2 : tensor<2xf64>, tensor<2xf64>, tensor<f64>
  })mlir";

/// @f(c) = the squares of @slopes at c x, k, c m; @g its derivative by `mode`.
std::string secondOrder(const std::string &mode) {
  return R"mlir(
  func.func @f(%c: tensor<f64>, %x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> tensor<f64> {
    %c2 = burin.broadcast_in_dim %c {shape = array<i64: 2>, dimensions = array<i64>} : tensor<f64> -> tensor<2xf64>
    %cx = burin.mul %c2, %x : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %cm = burin.mul %c, %m : tensor<f64>, tensor<f64> -> tensor<f64>
    %d:3 = burin.call @slopes(%cx, %k, %cm) : (tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<f64>)
    %p = burin.mul %d#0, %d#0 : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %q = burin.mul %p, %d#1 : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %r = burin.add %q, %p : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %s = burin.reduce_sum %r {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
    %t = burin.add %s, %d#2 : tensor<f64>, tensor<f64> -> tensor<f64>
    return %t : tensor<f64>
  }
  func.func @g(%c: tensor<f64>, %x: tensor<2xf64>, %k: tensor<2xf64>, %m: tensor<f64>) -> tensor<f64> {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %d = burin.)mlir" +
         mode +
         R"mlir(_call @f(%c, %x, %k, %m, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<2xf64>, tensor<2xf64>,
      tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    return %d : tensor<f64>
  })mlir";
}

TEST(CaseDerivatives, areThoseOfTheBranch) {
  for (int index : {-1, 0, 1, 2, 7})
    expectGradients(branches(index) + firstOrder);
}

TEST(CaseDerivatives, ofSecondOrder) {
  for (int index : {0, 1, 2})
    for (const char *mode : {"vjp", "jvp"})
      expectGradients(branches(index) + secondOrder(mode), 1e-6);
}

std::vector<burin::ir::CaseOp> cases(Program &program) {
  std::vector<burin::ir::CaseOp> list;
  program.module().lookupSymbol("g")->walk([&](burin::ir::CaseOp op) { list.push_back(op); });
  return list;
}
using Counts = std::vector<int64_t>;

TEST(CaseDerivatives, branchesShareMemoryOfWhatTheyKeep) {
  Program program(branches(0) + firstOrder);
  program.expand();
  program.cleanUp();
  std::vector<burin::ir::CaseOp> found = cases(program);
  ASSERT_EQ(found.size(), 2u);
  // sin and cos of x; exp of x and the slope of tanh; the product of m and k, whose factors are at hand.
  EXPECT_EQ(found[0]->getNumResults(), 2u + 2u);
  // Shared: two values and two cotangents, and x, which the third branch reads. Captures: k; none; k and m.
  EXPECT_EQ(found[1].getOperandCounts().vec(), (Counts{5, 1, 0, 2}));
}

/// @g = the slope of (x > 0 ? sqrt(x) : x^2).
constexpr const char *root = R"mlir(
  func.func private @square(%x: tensor<f64>) -> tensor<f64> {
    %p = burin.mul %x, %x : tensor<f64>, tensor<f64> -> tensor<f64>
    return %p : tensor<f64>
  }
  func.func private @root(%x: tensor<f64>) -> tensor<f64> {
    %p = burin.sqrt %x : tensor<f64> -> tensor<f64>
    return %p : tensor<f64>
  }
  func.func private @loss(%x: tensor<f64>) -> tensor<f64> {
    %zero = burin.constant dense<0.0> : tensor<f64> : tensor<f64>
    %p = burin.compare %x, %zero {direction = "gt"} : tensor<f64>, tensor<f64> -> tensor<i1>
    %i = burin.convert %p {dtype = i32} : tensor<i1> -> tensor<i32>
    %r = burin.case [@square, @root](%i, %x) {operand_counts = array<i64: 1, 0, 0>} : (tensor<i32>, tensor<f64>) -> tensor<f64>
    return %r : tensor<f64>
  }
  func.func @g(%x: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %d = burin.vjp_call @loss(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    %w, %t = burin.jvp_call @loss(%x, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    return %d, %t : tensor<f64>, tensor<f64>
  })mlir";

TEST(CaseDerivatives, nothingComesFromTheOtherBranches) {
  Program program(root);
  program.expand();
  program.cleanUp();
  for (auto [x, slope] : {std::pair(0.0, 0.0), std::pair(-3.0, -6.0), std::pair(4.0, 0.25)}) {
    std::vector<Literal> arguments = program.someArguments("g");
    arguments[0].setReal(0, x);
    std::vector<Literal> got = program.evaluate("g", arguments);
    EXPECT_EQ(static_cast<double>(got[0].real(0)), slope);
    EXPECT_EQ(static_cast<double>(got[1].real(0)), slope);
  }
}

/// A branch in each turn of a loop: s = x > 0.75 ? sin(s) * x : s + k.
TEST(CaseDerivatives, inALoop) {
  expectGradients(R"mlir(
    func.func private @add(%s: tensor<f64>, %x: tensor<f64>, %k: tensor<f64>) -> tensor<f64> {
      %r = burin.add %s, %k : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func private @turn(%s: tensor<f64>, %x: tensor<f64>) -> tensor<f64> {
      %a = burin.sin %s : tensor<f64> -> tensor<f64>
      %r = burin.mul %a, %x : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func private @body(%s: tensor<f64>, %x: tensor<f64>, %k: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %limit = burin.constant dense<0.75> : tensor<f64> : tensor<f64>
      %p = burin.compare %x, %limit {direction = "gt"} : tensor<f64>, tensor<f64> -> tensor<i1>
      %i = burin.convert %p {dtype = i32} : tensor<i1> -> tensor<i32>
      %r = burin.case [@add, @turn](%i, %s, %x, %k) {operand_counts = array<i64: 2, 1, 0>}
        : (tensor<i32>, tensor<f64>, tensor<f64>, tensor<f64>) -> tensor<f64>
      %y = burin.mul %r, %s : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r, %y : tensor<f64>, tensor<f64>
    }
    func.func @f(%s: tensor<f64>, %xs: tensor<5xf64>, %k: tensor<f64>) -> tensor<f64> {
      %r, %ys = burin.scan @body(%s, %xs, %k) {operand_counts = array<i64: 1, 1, 1>, length = 5 : i64}
        : (tensor<f64>, tensor<5xf64>, tensor<f64>) -> (tensor<f64>, tensor<5xf64>)
      %y = burin.reduce_sum %ys {axes = array<i64: 0>} : tensor<5xf64> -> tensor<f64>
      %l = burin.mul %r, %y : tensor<f64>, tensor<f64> -> tensor<f64>
      return %l : tensor<f64>
    }
    func.func @g(%s: tensor<f64>, %xs: tensor<5xf64>, %k: tensor<f64>) -> (tensor<f64>, tensor<5xf64>, tensor<f64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d:3 = burin.vjp_call @f(%s, %xs, %k, %one) {wrt = array<i64: 0, 1, 2>} : (tensor<f64>, tensor<5xf64>, tensor<f64>,
        tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<5xf64>, tensor<f64>)
      return %d#0, %d#1, %d#2 : tensor<f64>, tensor<5xf64>, tensor<f64>
    })mlir");
}

} // namespace
