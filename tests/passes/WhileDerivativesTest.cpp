// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives of while against finite differences and those of its turns written one after the other.
#include "tests/passes/FiniteDifference.h"

#include "gtest/gtest.h"

using burin::ir::Literal;
using burin::tests::expectGradients;
using burin::tests::Program;

namespace {

/// (i, x) -> (i + 1, sin(x w) + sin(i))
constexpr const char *turn = R"mlir(
  func.func private @turn(%i: tensor<i32>, %x: tensor<2xf64>, %w: tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>) {
    %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
    %j = burin.add %i, %one : tensor<i32>, tensor<i32> -> tensor<i32>
    %f = burin.convert %i {dtype = f64} : tensor<i32> -> tensor<f64>
    %g = burin.sin %f : tensor<f64> -> tensor<f64>
    %c = burin.broadcast_in_dim %g {shape = array<i64: 2>, dimensions = array<i64>} : tensor<f64> -> tensor<2xf64>
    %p = burin.mul %x, %w : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %s = burin.sin %p : tensor<2xf64> -> tensor<2xf64>
    %y = burin.add %s, %c : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    return %j, %y : tensor<i32>, tensor<2xf64>
  }
  func.func private @less(%i: tensor<i32>, %x: tensor<2xf64>, %n: tensor<i32>) -> tensor<i1> {
    %r = burin.compare %i, %n {direction = "lt"} : tensor<i32>, tensor<i32> -> tensor<i1>
    return %r : tensor<i1>
  }
)mlir";

/// @loss(x, w) of so many turns.
std::string lossOf(const std::string &loop) {
  return turn + (R"mlir(
  func.func private @loss(%x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<f64> {
    %zero = burin.constant dense<0> : tensor<i32> : tensor<i32>
    )mlir" + loop +
                 R"mlir(
    %q = burin.mul %last, %last : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %l = burin.reduce_sum %q {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
    return %l : tensor<f64>
  }
)mlir");
}

std::string asLoop(int turns, int checkpoints) {
  return lossOf("%n = burin.constant dense<" + std::to_string(turns) + "> : tensor<i32> : tensor<i32>\n" +
                "%i, %last = burin.while @less do @turn(%zero, %x, %n, %w) {operand_counts = array<i64: 2, 1, 1>, "
                "checkpoints = " +
                std::to_string(checkpoints) +
                " : i64} : (tensor<i32>, tensor<2xf64>, tensor<i32>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)");
}

std::string unrolled(int turns) {
  std::string text, i = "%zero", x = "%x";
  for (int number = 0; number < turns; ++number) {
    std::string result = "%r" + std::to_string(number);
    text += result + ":2 = burin.call @turn(" + i + ", " + x +
            ", %w) : (tensor<i32>, tensor<2xf64>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)\n";
    i = result + "#0";
    x = result + "#1";
  }
  return lossOf(text + "%last = burin.reverse " + x + " {dimensions = array<i64>} : tensor<2xf64> -> tensor<2xf64>");
}

/// @f is the loss, @g its slopes.
constexpr const char *firstOrder = R"mlir(
  func.func @f(%x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<f64> {
    %l = burin.call @loss(%x, %w) : (tensor<2xf64>, tensor<2xf64>) -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func @g(%x: tensor<2xf64>, %w: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %dx, %dw = burin.vjp_call @loss(%x, %w, %one) {wrt = array<i64: 0, 1>}
      : (tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> (tensor<f64>, tensor<2xf64>, tensor<2xf64>)
    return %dx, %dw : tensor<2xf64>, tensor<2xf64>
  }
)mlir";

/// @f(c) = the slopes of the loss by w at c w, squared; @g its derivative by `mode`.
std::string secondOrder(const std::string &mode) {
  return R"mlir(
  func.func @f(%c: tensor<f64>, %x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<f64> {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %cs = burin.broadcast_in_dim %c {shape = array<i64: 2>, dimensions = array<i64>} : tensor<f64> -> tensor<2xf64>
    %cw = burin.mul %cs, %w : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %v, %dw = burin.vjp_call @loss(%x, %cw, %one) {wrt = array<i64: 1>}
      : (tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> (tensor<f64>, tensor<2xf64>)
    %q = burin.mul %dw, %dw : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %l = burin.reduce_sum %q {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
    return %l : tensor<f64>
  }
  func.func @g(%c: tensor<f64>, %x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<f64> {
    %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
    %v, %d = burin.)mlir" +
         mode + R"mlir(_call @f(%c, %x, %w, %one) {wrt = array<i64: 0>}
      : (tensor<f64>, tensor<2xf64>, tensor<2xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
    return %d : tensor<f64>
  }
)mlir";
}

std::vector<Literal> slopes(const std::string &text, bool clean) {
  Program program(text);
  program.expand();
  if (clean)
    program.cleanUp();
  return program.evaluate("g", program.someArguments("g"));
}

void expectSlopesOfUnrolled(int turns, int checkpoints) {
  std::vector<Literal> expected = slopes(unrolled(turns) + firstOrder, true);
  for (bool clean : {false, true}) {
    std::vector<Literal> actual = slopes(asLoop(turns, checkpoints) + firstOrder, clean);
    for (size_t number = 0; number < expected.size(); ++number)
      for (int64_t i = 0; i < 2; ++i)
        EXPECT_EQ(actual[number].real(i), expected[number].real(i))
            << turns << " turns, " << checkpoints << " checkpoints, argument " << number << ", " << i;
  }
}

// Whatever is kept and whatever is computed again, the numbers are those of the unrolled program, bit for bit.
TEST(WhileDerivatives, areThoseOfTheTurns) {
  for (int checkpoints = 0; checkpoints < 7; ++checkpoints)
    for (int turns = 0; turns < 12; ++turns)
      expectSlopesOfUnrolled(turns, checkpoints);
}

TEST(WhileDerivatives, ofManyMoreTurnsThanCheckpoints) {
  expectSlopesOfUnrolled(100, 1);
  expectSlopesOfUnrolled(97, 4);
  expectSlopesOfUnrolled(300, 5);
}

TEST(WhileDerivatives, areFiniteDifferences) { expectGradients(asLoop(9, 4) + firstOrder); }

TEST(WhileDerivatives, ofSecondOrder) {
  for (const char *mode : {"vjp", "jvp"})
    for (int checkpoints : {2, 8})
      expectGradients(asLoop(4, checkpoints) + secondOrder(mode), 1e-6);
}

TEST(WhileDerivatives, forward) {
  expectGradients(asLoop(5, 0) + R"mlir(
    func.func @f(%c: tensor<f64>, %x: tensor<2xf64>) -> tensor<f64> {
      %w = burin.broadcast_in_dim %c {shape = array<i64: 2>, dimensions = array<i64>} : tensor<f64> -> tensor<2xf64>
      %l = burin.call @loss(%x, %w) : (tensor<2xf64>, tensor<2xf64>) -> tensor<f64>
      return %l : tensor<f64>
    }
    func.func @g(%c: tensor<f64>, %x: tensor<2xf64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d = burin.jvp_call @f(%c, %x, %one) {wrt = array<i64: 0>}
        : (tensor<f64>, tensor<2xf64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %d : tensor<f64>
    })mlir");
}

// Heron's square root of a: how many turns there are depends on a, which the condition and the body read.
TEST(WhileDerivatives, ofAnIteration) {
  expectGradients(R"mlir(
    func.func private @far(%x: tensor<f64>, %a: tensor<f64>) -> tensor<i1> {
      %q = burin.mul %x, %x : tensor<f64>, tensor<f64> -> tensor<f64>
      %d = burin.sub %q, %a : tensor<f64>, tensor<f64> -> tensor<f64>
      %e = burin.abs %d : tensor<f64> -> tensor<f64>
      %t = burin.constant dense<1.0e-12> : tensor<f64> : tensor<f64>
      %r = burin.compare %e, %t {direction = "gt"} : tensor<f64>, tensor<f64> -> tensor<i1>
      return %r : tensor<i1>
    }
    func.func private @nearer(%x: tensor<f64>, %a: tensor<f64>) -> tensor<f64> {
      %d = burin.div %a, %x : tensor<f64>, tensor<f64> -> tensor<f64>
      %s = burin.add %x, %d : tensor<f64>, tensor<f64> -> tensor<f64>
      %h = burin.constant dense<0.5> : tensor<f64> : tensor<f64>
      %r = burin.mul %s, %h : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func @f(%a: tensor<f64>) -> tensor<f64> {
      %start = burin.constant dense<5.0> : tensor<f64> : tensor<f64>
      %x = burin.while @far do @nearer(%start, %a, %a) {operand_counts = array<i64: 1, 1, 1>, checkpoints = 2 : i64}
        : (tensor<f64>, tensor<f64>, tensor<f64>) -> tensor<f64>
      return %x : tensor<f64>
    }
    func.func @g(%a: tensor<f64>) -> tensor<f64> {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %v, %d = burin.vjp_call @f(%a, %one) {wrt = array<i64: 0>} : (tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>)
      return %d : tensor<f64>
    })mlir");
}

// What has no cotangent costs nothing: no loop goes back.
TEST(WhileDerivatives, ofWhatIsNotUsed) {
  Program program(std::string(turn) + R"mlir(
    func.func private @loss(%x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<2xf64> {
      %n = burin.constant dense<3> : tensor<i32> : tensor<i32>
      %i, %last = burin.while @less do @turn(%n, %x, %n, %w) {operand_counts = array<i64: 2, 1, 1>}
        : (tensor<i32>, tensor<2xf64>, tensor<i32>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)
      %s = burin.stop_gradient %last : tensor<2xf64> -> tensor<2xf64>
      %r = burin.add %s, %x : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      return %r : tensor<2xf64>
    }
    func.func @g(%x: tensor<2xf64>, %w: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) {
      %v, %dx, %dw = burin.vjp_call @loss(%x, %w, %x) {wrt = array<i64: 0, 1>}
        : (tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<2xf64>)
      return %v, %dx, %dw : tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
    })mlir");
  program.expand();
  program.cleanUp();
  EXPECT_EQ(program.count("g", "while"), 1);
}

// A part of the carry that no turn changes is not kept, and its cotangents add up.
TEST(WhileDerivatives, ofWhatTheBodyPassesOn) {
  std::string text = std::string(turn) + R"mlir(
    func.func private @lessOf(%i: tensor<i32>, %x: tensor<2xf64>, %w: tensor<2xf64>, %n: tensor<i32>) -> tensor<i1> {
      %r = burin.call @less(%i, %x, %n) : (tensor<i32>, tensor<2xf64>, tensor<i32>) -> tensor<i1>
      return %r : tensor<i1>
    }
    func.func private @turnOf(%i: tensor<i32>, %x: tensor<2xf64>, %w: tensor<2xf64>, %n: tensor<i32>)
        -> (tensor<i32>, tensor<2xf64>, tensor<2xf64>, tensor<i32>) {
      %j, %y = burin.call @turn(%i, %x, %w) : (tensor<i32>, tensor<2xf64>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)
      return %j, %y, %w, %n : tensor<i32>, tensor<2xf64>, tensor<2xf64>, tensor<i32>
    }
    func.func private @loss(%x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<f64> {
      %zero = burin.constant dense<0> : tensor<i32> : tensor<i32>
      %n = burin.constant dense<7> : tensor<i32> : tensor<i32>
      %r:4 = burin.while @lessOf do @turnOf(%zero, %x, %w, %n) {operand_counts = array<i64: 4, 0, 0>, checkpoints = 3 : i64}
        : (tensor<i32>, tensor<2xf64>, tensor<2xf64>, tensor<i32>) -> (tensor<i32>, tensor<2xf64>, tensor<2xf64>, tensor<i32>)
      %p = burin.mul %r#1, %r#2 : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      %l = burin.reduce_sum %p {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
      return %l : tensor<f64>
    }
)mlir" + firstOrder;
  expectGradients(text);
  Program program(text);
  program.expand();
  program.cleanUp();
  // Rows of i and of x are written, with the turns of levels; those of w and n are not.
  int written = 0;
  program.module()->walk(
      [&](mlir::Operation *op) { written += op->getName().stripDialect() == "dynamic_update_slice"; });
  EXPECT_EQ(written, 2 + 3);
}

// Inside a scan whose row says how many turns there are, and in a loop of loops.
TEST(WhileDerivatives, ofNestedLoops) {
  expectGradients(std::string(turn) + R"mlir(
    func.func private @outer(%x: tensor<2xf64>, %n: tensor<i32>, %w: tensor<2xf64>) -> tensor<2xf64> {
      %zero = burin.constant dense<0> : tensor<i32> : tensor<i32>
      %i, %y = burin.while @less do @turn(%zero, %x, %n, %w) {operand_counts = array<i64: 2, 1, 1>, checkpoints = 2 : i64}
        : (tensor<i32>, tensor<2xf64>, tensor<i32>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)
      return %y : tensor<2xf64>
    }
    func.func private @again(%i: tensor<i32>, %x: tensor<2xf64>, %w: tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>) {
      %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
      %j = burin.add %i, %one : tensor<i32>, tensor<i32> -> tensor<i32>
      %y = burin.call @outer(%x, %i, %w) : (tensor<2xf64>, tensor<i32>, tensor<2xf64>) -> tensor<2xf64>
      return %j, %y : tensor<i32>, tensor<2xf64>
    }
    func.func private @loss(%x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<f64> {
      %ns = burin.iota {dtype = i32, shape = array<i64: 4>, dimension = 0} : tensor<4xi32>
      %y = burin.scan @outer(%x, %ns, %w) {operand_counts = array<i64: 1, 1, 1>, length = 4 : i64}
        : (tensor<2xf64>, tensor<4xi32>, tensor<2xf64>) -> tensor<2xf64>
      %zero = burin.constant dense<0> : tensor<i32> : tensor<i32>
      %n = burin.constant dense<4> : tensor<i32> : tensor<i32>
      %i, %z = burin.while @less do @again(%zero, %y, %n, %w) {operand_counts = array<i64: 2, 1, 1>, checkpoints = 3 : i64}
        : (tensor<i32>, tensor<2xf64>, tensor<i32>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)
      %l = burin.reduce_sum %z {axes = array<i64: 0>} : tensor<2xf64> -> tensor<f64>
      return %l : tensor<f64>
    }
)mlir" + firstOrder);
}

} // namespace
