// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives of scan against those of its steps written one after the other, and against finite differences.
#include "tests/passes/FiniteDifference.h"
#include "tests/passes/LoopPrograms.h"

#include "compiler/ops/ControlFlowOps.h"

#include "gtest/gtest.h"

using burin::ir::Literal;
using burin::tests::expectGradients;
using burin::tests::Loop;
using burin::tests::Program;

namespace {

/// (h, count), x, (w, b) -> (h', count'), (h', its sum)
constexpr const char *recurrence = R"mlir(
  func.func private @body(%h: tensor<3xf64>, %n: tensor<i32>, %x: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>)
      -> (tensor<3xf64>, tensor<i32>, tensor<3xf64>, tensor<f64>) {
    %p = burin.dot_general %h, %w {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 0>,
      rhs_contract = array<i64: 0>} : tensor<3xf64>, tensor<3x3xf64> -> tensor<3xf64>
    %f = burin.convert %n {dtype = f64} : tensor<i32> -> tensor<f64>
    %fs = burin.broadcast_in_dim %f {shape = array<i64: 3>, dimensions = array<i64>} : tensor<f64> -> tensor<3xf64>
    %c = burin.mul %b, %fs : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
    %q = burin.add %p, %x : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
    %r = burin.add %q, %c : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
    %t = burin.tanh %r : tensor<3xf64> -> tensor<3xf64>
    %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
    %m = burin.add %n, %one : tensor<i32>, tensor<i32> -> tensor<i32>
    %s = burin.reduce_sum %t {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
    return %t, %m, %t, %s : tensor<3xf64>, tensor<i32>, tensor<3xf64>, tensor<f64>
  }
)mlir";

Loop recurrent(int length, bool reverse = false) {
  return {"body", {"3xf64", "i32"}, {"3xf64"}, {"3x3xf64", "3xf64"}, {"3xf64", "f64"}, length, reverse};
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// @loss(h, w, b, xs) of @loop; its derivatives by all of them.
std::string lossOf(const std::string &loop, int length) {
  return loop + replaced(R"mlir(
  func.func private @loss(%h: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>, %xs: tensor<Nx3xf64>) -> tensor<f64> {
    %n = burin.constant dense<2> : tensor<i32> : tensor<i32>
    %r:4 = burin.call @loop(%h, %n, %xs, %w, %b) : (tensor<3xf64>, tensor<i32>, tensor<Nx3xf64>, tensor<3x3xf64>, tensor<3xf64>)
      -> (tensor<3xf64>, tensor<i32>, tensor<Nx3xf64>, tensor<Nxf64>)
    %a = burin.reduce_sum %r#0 {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
    %s = burin.sin %r#2 : tensor<Nx3xf64> -> tensor<Nx3xf64>
    %c = burin.reduce_sum %s {axes = array<i64: 0, 1>} : tensor<Nx3xf64> -> tensor<f64>
    %p = burin.mul %r#3, %r#3 : tensor<Nxf64>, tensor<Nxf64> -> tensor<Nxf64>
    %d = burin.reduce_sum %p {axes = array<i64: 0>} : tensor<Nxf64> -> tensor<f64>
    %f = burin.convert %r#1 {dtype = f64} : tensor<i32> -> tensor<f64>
    %e = burin.mul %a, %f : tensor<f64>, tensor<f64> -> tensor<f64>
    %g = burin.add %e, %c : tensor<f64>, tensor<f64> -> tensor<f64>
    %l = burin.add %g, %d : tensor<f64>, tensor<f64> -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func private @slopes(%h: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>, %xs: tensor<Nx3xf64>)
      -> (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>) {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %d:4 = burin.vjp_call @loss(%h, %w, %b, %xs, %one) {wrt = array<i64: 0, 1, 2, 3>} : (tensor<3xf64>, tensor<3x3xf64>,
      tensor<3xf64>, tensor<Nx3xf64>, tensor<f64>) -> (tensor<f64>, tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>)
    return %d#0, %d#1, %d#2, %d#3 : tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>
  }
)mlir",
                         "N", std::to_string(length));
}

std::string firstOrder(const std::string &loop, int length) {
  return lossOf(loop, length) + replaced(R"mlir(
  func.func @f(%h: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>, %xs: tensor<Nx3xf64>) -> tensor<f64> {
    %l = burin.call @loss(%h, %w, %b, %xs) : (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>) -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func @g(%h: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>, %xs: tensor<Nx3xf64>)
      -> (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>) {
    %d:4 = burin.call @slopes(%h, %w, %b, %xs) : (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>)
      -> (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>)
    return %d#0, %d#1, %d#2, %d#3 : tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>
  }
)mlir",
                                         "N", std::to_string(length));
}

/// @f(c) = the squares of @slopes at c times the arguments, @g its derivative by `mode`.
std::string secondOrder(const std::string &loop, int length, const std::string &mode) {
  return lossOf(loop, length) + replaced(replaced(R"mlir(
  func.func @f(%c: tensor<f64>, %h: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>, %xs: tensor<Nx3xf64>) -> tensor<f64> {
    %c3 = burin.broadcast_in_dim %c {shape = array<i64: 3>, dimensions = array<i64>} : tensor<f64> -> tensor<3xf64>
    %cw = burin.broadcast_in_dim %c {shape = array<i64: 3, 3>, dimensions = array<i64>} : tensor<f64> -> tensor<3x3xf64>
    %ch = burin.mul %h, %c3 : tensor<3xf64>, tensor<3xf64> -> tensor<3xf64>
    %wc = burin.mul %w, %cw : tensor<3x3xf64>, tensor<3x3xf64> -> tensor<3x3xf64>
    %d:4 = burin.call @slopes(%ch, %wc, %b, %xs) : (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>)
      -> (tensor<3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<Nx3xf64>)
    %p = burin.mul %d#1, %d#1 : tensor<3x3xf64>, tensor<3x3xf64> -> tensor<3x3xf64>
    %q = burin.reduce_sum %p {axes = array<i64: 0, 1>} : tensor<3x3xf64> -> tensor<f64>
    %r = burin.mul %d#3, %d#3 : tensor<Nx3xf64>, tensor<Nx3xf64> -> tensor<Nx3xf64>
    %s = burin.reduce_sum %r {axes = array<i64: 0, 1>} : tensor<Nx3xf64> -> tensor<f64>
    %t = burin.reduce_sum %d#2 {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
    %u = burin.mul %q, %t : tensor<f64>, tensor<f64> -> tensor<f64>
    %v = burin.add %u, %s : tensor<f64>, tensor<f64> -> tensor<f64>
    return %v : tensor<f64>
  }
  func.func @g(%c: tensor<f64>, %h: tensor<3xf64>, %w: tensor<3x3xf64>, %b: tensor<3xf64>, %xs: tensor<Nx3xf64>) -> tensor<f64> {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %d = burin.MODE_call @f(%c, %h, %w, %b, %xs, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<3xf64>, tensor<3x3xf64>,
      tensor<3xf64>, tensor<Nx3xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    return %d : tensor<f64>
  }
)mlir",
                                                  "MODE", mode),
                                         "N", std::to_string(length));
}

/// The results of @g of both programs, before and after clean-up, are equal to rounding.
void expectEqualResults(const std::string &looped, const std::string &straight) {
  Program loop(looped), steps(straight);
  loop.expand();
  steps.expand();
  std::vector<Literal> expected = steps.evaluate("g", steps.someArguments("g"));
  for (bool cleaned : {false, true}) {
    if (cleaned)
      loop.cleanUp();
    std::vector<Literal> got = loop.evaluate("g", loop.someArguments("g"));
    ASSERT_EQ(got.size(), expected.size());
    for (size_t number = 0; number < got.size(); ++number)
      for (int64_t i = 0; i < got[number].size(); ++i)
        EXPECT_NEAR(static_cast<double>(got[number].real(i)), static_cast<double>(expected[number].real(i)), 1e-10)
            << "result " << number << ", " << i;
  }
}

TEST(ScanDerivatives, areThoseOfTheSteps) {
  for (int length : {1, 4})
    for (bool reverse : {false, true}) {
      Loop loop = recurrent(length, reverse);
      expectEqualResults(recurrence + firstOrder(loop.asScan(), length),
                         recurrence + firstOrder(loop.unrolled(), length));
    }
}

TEST(ScanDerivatives, areFiniteDifferences) {
  expectGradients(recurrence + firstOrder(recurrent(3).asScan(), 3));
  expectGradients(recurrence + firstOrder(recurrent(0).asScan(), 0));
}

TEST(ScanDerivatives, ofSecondOrder) {
  Loop loop = recurrent(3);
  for (const char *mode : {"vjp", "jvp"}) {
    expectGradients(recurrence + secondOrder(loop.asScan(), 3, mode), 1e-6);
    expectEqualResults(recurrence + secondOrder(loop.asScan(), 3, mode),
                       recurrence + secondOrder(loop.unrolled(), 3, mode));
  }
}

/// Scans in @g and in what it calls, in their order.
std::vector<burin::ir::ScanOp> scans(Program &program) {
  std::vector<burin::ir::ScanOp> list;
  program.module().lookupSymbol("g")->walk([&](burin::ir::ScanOp op) { list.push_back(op); });
  return list;
}

std::vector<int64_t> counts(burin::ir::ScanOp op) { return op.getOperandCounts().vec(); }
using Counts = std::vector<int64_t>;

TEST(ScanDerivatives, keepWhatTheBackwardPartReads) {
  Program program(recurrence + firstOrder(recurrent(4).asScan(), 4));
  program.expand();
  program.cleanUp();
  std::vector<burin::ir::ScanOp> loops = scans(program);
  ASSERT_EQ(loops.size(), 2u);
  // h and the count of each turn, besides the two ys: h' is one of them, and the slope of tanh and what is made of the
  // count are cheap.
  EXPECT_EQ(loops[0]->getNumResults(), 2u + 2u + 2u);
  // Carried: the cotangents of h and b, none of the count. Rows: h', count, and cotangents of both ys. The cotangent of
  // w is a product of rows: of h and of the cotangents of xs, which are given anyhow.
  EXPECT_EQ(counts(loops[1]), (Counts{2, 4, 1}));
  EXPECT_EQ(loops[1]->getNumResults(), 2u + 1u);
  EXPECT_EQ(program.count(loops[1].getBody(), "dot_general"), 1);
  EXPECT_EQ(program.count("g", "dot_general"), 1);
  EXPECT_TRUE(loops[1].getReverse());
}

/// A loop h = sin(h w) of Nx2 and 2x2.
std::string productLoop(int size) {
  return replaced(R"mlir(
    func.func private @body(%h: tensor<Nx2xf64>, %w: tensor<2x2xf64>) -> tensor<Nx2xf64> {
      %p = burin.dot_general %h, %w {lhs_batch = array<i64>, rhs_batch = array<i64>, lhs_contract = array<i64: 1>,
        rhs_contract = array<i64: 0>} : tensor<Nx2xf64>, tensor<2x2xf64> -> tensor<Nx2xf64>
      %r = burin.sin %p : tensor<Nx2xf64> -> tensor<Nx2xf64>
      return %r : tensor<Nx2xf64>
    }
    func.func @f(%w: tensor<2x2xf64>, %h: tensor<Nx2xf64>) -> tensor<f64> {
      %r = burin.scan @body(%h, %w) {operand_counts = array<i64: 1, 0, 1>, length = 3 : i64}
        : (tensor<Nx2xf64>, tensor<2x2xf64>) -> tensor<Nx2xf64>
      %l = burin.reduce_sum %r {axes = array<i64: 0, 1>} : tensor<Nx2xf64> -> tensor<f64>
      return %l : tensor<f64>
    }
    func.func @g(%w: tensor<2x2xf64>, %h: tensor<Nx2xf64>) -> tensor<2x2xf64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d = burin.vjp_call @f(%w, %h, %one) {wrt = array<i64: 0>}
        : (tensor<2x2xf64>, tensor<Nx2xf64>, tensor<f64>) -> (tensor<f64>, tensor<2x2xf64>)
      return %d : tensor<2x2xf64>
    })mlir",
                  "N", std::to_string(size));
}

TEST(ScanDerivatives, sumsOfProductsAreProductsOfRowsWhereRowsAreNoLarger) {
  for (auto [size, behind] : {std::pair(2, 1), std::pair(3, 0)}) {
    expectGradients(productLoop(size));
    Program program(productLoop(size));
    program.expand();
    program.cleanUp();
    std::vector<burin::ir::ScanOp> loops = scans(program);
    ASSERT_EQ(loops.size(), 2u);
    EXPECT_EQ(program.count("g", "dot_general"), behind);
    EXPECT_EQ(program.count(loops[1].getBody(), "dot_general"), 2 - behind);
    EXPECT_EQ(counts(loops[1])[0], 2 - behind); // the cotangent of h, and of w
  }
}

/// @f = sum of the ys of a loop over (s, t), x, k: s' = s * k + x, t' = 2 t; y = s.
const std::string linear = R"mlir(
  func.func private @body(%s: tensor<f64>, %t: tensor<f64>, %x: tensor<f64>, %k: tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
    %p = burin.mul %s, %k : tensor<f64>, tensor<f64> -> tensor<f64>
    %q = burin.add %p, %x : tensor<f64>, tensor<f64> -> tensor<f64>
    %u = burin.add %t, %t : tensor<f64>, tensor<f64> -> tensor<f64>
    return %q, %u, %s : tensor<f64>, tensor<f64>, tensor<f64>
  }
  func.func private @loss(%s: tensor<f64>, %t: tensor<f64>, %xs: tensor<4xf64>, %k: tensor<f64>) -> tensor<f64> {
    %r:3 = burin.scan @body(%s, %t, %xs, %k) {operand_counts = array<i64: 2, 1, 1>, length = 4 : i64}
      : (tensor<f64>, tensor<f64>, tensor<4xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<4xf64>)
    %l = burin.reduce_sum %r#2 {axes = array<i64: 0>} : tensor<4xf64> -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func @f(%xs: tensor<4xf64>, %s: tensor<f64>, %t: tensor<f64>, %k: tensor<f64>) -> tensor<f64> {
    %l = burin.call @loss(%s, %t, %xs, %k) : (tensor<f64>, tensor<f64>, tensor<4xf64>, tensor<f64>) -> tensor<f64>
    return %l : tensor<f64>
  }
)mlir";

// Neither t, whose cotangent is zero, nor k, which is no argument to be differentiated, nor any rows of them.
TEST(ScanDerivatives, carryNoZeros) {
  std::string text = linear + R"mlir(
    func.func @g(%xs: tensor<4xf64>, %s: tensor<f64>, %t: tensor<f64>, %k: tensor<f64>) -> (tensor<4xf64>, tensor<f64>, tensor<f64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %ds, %dt, %dx = burin.vjp_call @loss(%s, %t, %xs, %k, %one) {wrt = array<i64: 0, 1, 2>} : (tensor<f64>, tensor<f64>,
        tensor<4xf64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>, tensor<4xf64>)
      return %dx, %ds, %dt : tensor<4xf64>, tensor<f64>, tensor<f64>
    })mlir";
  expectGradients(text);
  Program program(text);
  program.expand();
  program.cleanUp();
  std::vector<burin::ir::ScanOp> loops = scans(program);
  ASSERT_EQ(loops.size(), 1u); // nothing of the forward loop is read
  EXPECT_EQ(counts(loops[0]), (Counts{1, 1, 1}));
}

TEST(ScanDerivatives, pushForwardCarriesTangentsOfWhatHasSome) {
  std::string text = linear + R"mlir(
    func.func @g(%xs: tensor<4xf64>, %s: tensor<f64>, %t: tensor<f64>, %k: tensor<f64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %dl = burin.jvp_call @loss(%s, %t, %xs, %k, %one) {wrt = array<i64: 3>} : (tensor<f64>, tensor<f64>,
        tensor<4xf64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %dl : tensor<f64>
    })mlir";
  Program program(text);
  program.expand();
  program.cleanUp();
  std::vector<burin::ir::ScanOp> loops = scans(program);
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(counts(loops[0]), (Counts{2, 1, 2})); // s and its tangent; xs; k and its tangent
  std::vector<Literal> arguments = program.someArguments("g");
  double x0 = arguments[0].real(0), x1 = arguments[0].real(1), s = arguments[1].real(0), k = arguments[3].real(0);
  // ys: s, s k + x0, s k^2 + x0 k + x1, s k^3 + x0 k^2 + x1 k + x2
  double expected = s + (2 * s * k + x0) + (3 * s * k * k + 2 * x0 * k + x1);
  EXPECT_NEAR(static_cast<double>(program.evaluate("g", arguments)[0].real(0)), expected, 1e-12);
}

/// A loop over rows of a matrix whose body is a loop over their elements: s = sin(s) * x + k.
TEST(ScanDerivatives, nest) {
  std::string text = R"mlir(
    func.func private @inner(%s: tensor<f64>, %x: tensor<f64>, %k: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %a = burin.sin %s : tensor<f64> -> tensor<f64>
      %p = burin.mul %a, %x : tensor<f64>, tensor<f64> -> tensor<f64>
      %q = burin.add %p, %k : tensor<f64>, tensor<f64> -> tensor<f64>
      return %q, %p : tensor<f64>, tensor<f64>
    }
    func.func private @outer(%s: tensor<f64>, %xs: tensor<3xf64>, %k: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %j = burin.cos %k : tensor<f64> -> tensor<f64>
      %r, %ys = burin.scan @inner(%s, %xs, %j) {operand_counts = array<i64: 1, 1, 1>, length = 3 : i64}
        : (tensor<f64>, tensor<3xf64>, tensor<f64>) -> (tensor<f64>, tensor<3xf64>)
      %y = burin.reduce_sum %ys {axes = array<i64: 0>} : tensor<3xf64> -> tensor<f64>
      return %r, %y : tensor<f64>, tensor<f64>
    }
    func.func @f(%s: tensor<f64>, %m: tensor<2x3xf64>, %k: tensor<f64>) -> tensor<f64> {
      %r, %ys = burin.scan @outer(%s, %m, %k) {operand_counts = array<i64: 1, 1, 1>, length = 2 : i64, reverse = true}
        : (tensor<f64>, tensor<2x3xf64>, tensor<f64>) -> (tensor<f64>, tensor<2xf64>)
      %p = burin.mul %ys, %ys : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      %y = burin.reduce_sum %p {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
      %l = burin.mul %r, %y : tensor<f64>, tensor<f64> -> tensor<f64>
      return %l : tensor<f64>
    }
    func.func @g(%s: tensor<f64>, %m: tensor<2x3xf64>, %k: tensor<f64>) -> (tensor<f64>, tensor<2x3xf64>, tensor<f64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d:3 = burin.vjp_call @f(%s, %m, %k, %one) {wrt = array<i64: 0, 1, 2>} : (tensor<f64>, tensor<2x3xf64>, tensor<f64>,
        tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<2x3xf64>, tensor<f64>)
      return %d#0, %d#1, %d#2 : tensor<f64>, tensor<2x3xf64>, tensor<f64>
    })mlir";
  expectGradients(text);
}

/// @loss, a loop whose body is a checkpoint of exp(sin(s)) * x, where the second is named.
std::string checkpointedBody(const std::string &derivative, const std::string &policy = "nothing_saveable") {
  return R"mlir(
    func.func private @inside(%s: tensor<2xf64>, %x: tensor<2xf64>) -> tensor<2xf64> {
      %a = burin.sin %s : tensor<2xf64> -> tensor<2xf64>
      %b = burin.exp %a : tensor<2xf64> -> tensor<2xf64>
      %e = burin.checkpoint_name "e" %b : tensor<2xf64> -> tensor<2xf64>
      %p = burin.mul %e, %x : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      return %p : tensor<2xf64>
    }
    func.func private @body(%s: tensor<2xf64>, %x: tensor<2xf64>) -> tensor<2xf64> {
      %r = burin.checkpoint @inside(%s, %x) {policy = ")mlir" +
         policy + R"mlir("} : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
      return %r : tensor<2xf64>
    }
    func.func private @loss(%s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> tensor<f64> {
      %r = burin.scan @body(%s, %xs) {operand_counts = array<i64: 1, 1, 0>, length = 5 : i64}
        : (tensor<2xf64>, tensor<5x2xf64>) -> tensor<2xf64>
      %l = burin.reduce_sum %r {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
      return %l : tensor<f64>
    }
  )mlir" +
         derivative;
}

/// @g, the gradient of one of its functions.
std::string slopesOf(const std::string &function) {
  return R"mlir(
    func.func @g(%s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> (tensor<2xf64>, tensor<5x2xf64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d:2 = burin.vjp_call @)mlir" +
         function + R"mlir((%s, %xs, %one) {wrt = array<i64: 0, 1>} : (tensor<2xf64>, tensor<5x2xf64>, tensor<f64>)
        -> (tensor<f64>, tensor<2xf64>, tensor<5x2xf64>)
      return %d#0, %d#1 : tensor<2xf64>, tensor<5x2xf64>
    })mlir";
}

TEST(ScanDerivatives, checkpointedBodyStoresItsInputsOnly) {
  std::string text = checkpointedBody(R"mlir(
    func.func @f(%s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> tensor<f64> {
      %l = burin.call @loss(%s, %xs) : (tensor<2xf64>, tensor<5x2xf64>) -> tensor<f64>
      return %l : tensor<f64>
    }
    )mlir" + slopesOf("loss"));
  expectGradients(text);
  Program program(text);
  program.expand();
  program.cleanUp();
  std::vector<burin::ir::ScanOp> loops = scans(program);
  ASSERT_EQ(loops.size(), 2u);
  EXPECT_EQ(loops[0]->getNumResults(), 1u + 1u);  // s of each turn
  EXPECT_EQ(counts(loops[1]), (Counts{1, 2, 0})); // x is read again
  EXPECT_EQ(program.count(loops[1].getBody(), "optimization_barrier"), 1);
}

TEST(ScanDerivatives, checkpointedBodyKeepsWhatItsPolicyNames) {
  std::string text = checkpointedBody(R"mlir(
    func.func @f(%s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> tensor<f64> {
      %l = burin.call @loss(%s, %xs) : (tensor<2xf64>, tensor<5x2xf64>) -> tensor<f64>
      return %l : tensor<f64>
    }
    )mlir" + slopesOf("loss"),
                                      R"(save_only_these_names(\"e\"))");
  expectGradients(text);
  Program program(text);
  program.expand();
  program.cleanUp();
  std::vector<burin::ir::ScanOp> loops = scans(program);
  ASSERT_EQ(loops.size(), 2u);
  EXPECT_EQ(loops[0]->getNumResults(), 1u + 2u); // s and exp(sin(s)) of each turn
  EXPECT_EQ(program.count(loops[1].getBody(), "exp"), 0);
  EXPECT_EQ(program.count(loops[1].getBody(), "cos"), 1);
}

TEST(ScanDerivatives, forwardModeThroughACheckpointedBody) {
  std::string text = checkpointedBody(R"mlir(
    func.func @f(%c: tensor<f64>, %s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> tensor<f64> {
      %cs = burin.broadcast_in_dim %c {shape = array<i64: 2>, dimensions = array<i64>} : tensor<f64> -> tensor<2xf64>
      %p = burin.mul %cs, %s : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      %l = burin.call @loss(%p, %xs) : (tensor<2xf64>, tensor<5x2xf64>) -> tensor<f64>
      return %l : tensor<f64>
    }
    func.func @g(%c: tensor<f64>, %s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d = burin.jvp_call @f(%c, %s, %xs, %one) {wrt = array<i64: 0>}
        : (tensor<f64>, tensor<2xf64>, tensor<5x2xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %d : tensor<f64>
    })mlir");
  expectGradients(text);
}

TEST(ScanDerivatives, insideOfACheckpoint) {
  std::string text = checkpointedBody(R"mlir(
    func.func @f(%s: tensor<2xf64>, %xs: tensor<5x2xf64>) -> tensor<f64> {
      %l = burin.checkpoint @loss(%s, %xs) {policy = "nothing_saveable"} : (tensor<2xf64>, tensor<5x2xf64>) -> tensor<f64>
      %m = burin.sin %l : tensor<f64> -> tensor<f64>
      return %m : tensor<f64>
    }
    )mlir" + slopesOf("f"));
  expectGradients(text);
  Program program(text);
  program.expand();
  program.cleanUp();
  EXPECT_EQ(scans(program).size(), 3u); // forward, forward again, backward
}

} // namespace
