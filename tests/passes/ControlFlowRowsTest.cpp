// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and branches over rows are the loop over rows.
#include "tests/passes/Rows.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using burin::ir::Literal;
using burin::tests::Rows;

namespace {

using Arguments = std::vector<Literal>;
using Axes = std::vector<int64_t>;

/// 0 where a bit is set, else -1.
Axes axesOf(unsigned mask, unsigned count) {
  Axes axes;
  for (unsigned i = 0; i < count; ++i)
    axes.push_back(mask >> i & 1 ? 0 : -1);
  return axes;
}

std::function<void(Arguments &)> setIntegers(size_t number, std::vector<int64_t> values) {
  return [=](Arguments &arguments) {
    for (size_t i = 0; i < values.size(); ++i)
      arguments[number].setInteger(static_cast<int64_t>(i), values[i]);
  };
}

constexpr const char *step = R"mlir(
  func.func private @step(%c: tensor<2xf64>, %n: tensor<i32>, %x: tensor<2xf64>, %w: tensor<2xf64>)
      -> (tensor<2xf64>, tensor<i32>, tensor<2xf64>, tensor<i32>) {
    %a = burin.mul %c, %w : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %b = burin.add %a, %x : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
    %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
    %m = burin.add %n, %one : tensor<i32>, tensor<i32> -> tensor<i32>
    return %b, %m, %a, %n : tensor<2xf64>, tensor<i32>, tensor<2xf64>, tensor<i32>
  }
)mlir";

std::string scanOf(const std::string &length, const std::string &more = "") {
  std::string xs = "tensor<" + length + "x2xf64>", ns = "tensor<" + length + "xi32>";
  return std::string(step) + "func.func @f(%c: tensor<2xf64>, %n: tensor<i32>, %xs: " + xs +
         ", %w: tensor<2xf64>) -> (tensor<2xf64>, tensor<i32>, " + xs + ", " + ns +
         ") {\n%0:4 = burin.scan @step(%c, %n, %xs, %w) {operand_counts = array<i64: 2, 1, 1>, length = " + length +
         " : i64" + more + "} : (tensor<2xf64>, tensor<i32>, " + xs +
         ", tensor<2xf64>) -> (tensor<2xf64>, tensor<i32>, " + xs + ", " + ns +
         ")\nreturn %0#0, %0#1, %0#2, %0#3 : tensor<2xf64>, tensor<i32>, " + xs + ", " + ns + "\n}";
}

TEST(ScanRows, whateverIsBatched) {
  for (unsigned mask = 1; mask < 16; ++mask) {
    SCOPED_TRACE(mask);
    Rows(scanOf("3"), 4, axesOf(mask, 4)).expectLoop();
  }
}

TEST(ScanRows, otherAxes) { Rows(scanOf("3"), 4, {1, 0, 2, -1}, Axes{1, 0, 1, 1}).expectLoop(); }

TEST(ScanRows, reversedUnrolledAndEmpty) {
  Rows(scanOf("3", ", reverse = true"), 2, {0, 0, 0, 0}).expectLoop();
  Rows(scanOf("3", ", unroll = 2 : i64"), 2, {-1, -1, 0, -1}).expectLoop();
  Rows(scanOf("0"), 2, {0, -1, 0, -1}).expectLoop();
}

// The counter and its rows depend on no row of the batch: they are computed once, also after a fixpoint over the carry.
TEST(ScanRows, whatAllRowsShareStaysShared) {
  Rows rows(scanOf("3"), 4, {-1, -1, -1, 0}, Axes{0, -1, 0, -1});
  rows.expectLoop();
  EXPECT_EQ(rows.count("scan"), 1);
}

TEST(ScanRows, ofRows) {
  Rows(std::string(step) + R"mlir(
    func.func private @one(%c: tensor<2xf64>, %n: tensor<i32>, %xs: tensor<3x2xf64>, %w: tensor<2xf64>)
        -> (tensor<2xf64>, tensor<3x2xf64>) {
      %0:4 = burin.scan @step(%c, %n, %xs, %w) {operand_counts = array<i64: 2, 1, 1>, length = 3 : i64}
        : (tensor<2xf64>, tensor<i32>, tensor<3x2xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<i32>, tensor<3x2xf64>, tensor<3xi32>)
      return %0#0, %0#2 : tensor<2xf64>, tensor<3x2xf64>
    }
    func.func @f(%c: tensor<2xf64>, %n: tensor<i32>, %xs: tensor<3x5x2xf64>, %w: tensor<2xf64>) -> (tensor<5x2xf64>, tensor<3x5x2xf64>) {
      %0:2 = burin.vmap_call @one(%c, %n, %xs, %w) {axis_size = 5, in_axes = array<i64: -1, -1, 1, -1>, out_axes = array<i64: 0, 1>}
        : (tensor<2xf64>, tensor<i32>, tensor<3x5x2xf64>, tensor<2xf64>) -> (tensor<5x2xf64>, tensor<3x5x2xf64>)
      return %0#0, %0#1 : tensor<5x2xf64>, tensor<3x5x2xf64>
    })mlir",
       4, {0, -1, -1, 0})
      .expectLoop();
}

/// (i, x) = (i + 1, x * w) as long as i < n, and x's first element stays below a bound where `bounded`.
std::string whileOf(bool bounded) {
  std::string test = bounded ? R"mlir(
      %first = burin.slice %x {start = array<i64: 0>, limit = array<i64: 1>, strides = array<i64: 1>} : tensor<2xf64> -> tensor<1xf64>
      %scalar = burin.reshape %first {shape = array<i64>} : tensor<1xf64> -> tensor<f64>
      %high = burin.constant dense<0.9> : tensor<f64> : tensor<f64>
      %below = burin.compare %scalar, %high {direction = "lt"} : tensor<f64>, tensor<f64> -> tensor<i1>
      %r = burin.and %less, %below : tensor<i1>, tensor<i1> -> tensor<i1>)mlir"
                             : "%r = burin.not %not : tensor<i1> -> tensor<i1>";
  return R"mlir(
    func.func private @test(%i: tensor<i32>, %x: tensor<2xf64>, %n: tensor<i32>) -> tensor<i1> {
      %less = burin.compare %i, %n {direction = "lt"} : tensor<i32>, tensor<i32> -> tensor<i1>
      %not = burin.not %less : tensor<i1> -> tensor<i1>
      )mlir" +
         test + R"mlir(
      return %r : tensor<i1>
    }
    func.func private @turn(%i: tensor<i32>, %x: tensor<2xf64>, %w: tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>) {
      %one = burin.constant dense<1> : tensor<i32> : tensor<i32>
      %j = burin.add %i, %one : tensor<i32>, tensor<i32> -> tensor<i32>
      %y = burin.mul %x, %w : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      return %j, %y : tensor<i32>, tensor<2xf64>
    }
    func.func @f(%i: tensor<i32>, %x: tensor<2xf64>, %n: tensor<i32>, %w: tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>) {
      %0:2 = burin.while @test do @turn(%i, %x, %n, %w) {operand_counts = array<i64: 2, 1, 1>}
        : (tensor<i32>, tensor<2xf64>, tensor<i32>, tensor<2xf64>) -> (tensor<i32>, tensor<2xf64>)
      return %0#0, %0#1 : tensor<i32>, tensor<2xf64>
    })mlir";
}

TEST(WhileRows, whateverIsBatched) {
  for (bool bounded : {false, true})
    for (unsigned mask = 1; mask < 16; ++mask) {
      SCOPED_TRACE(mask + 16u * bounded);
      Rows(whileOf(bounded), 3, axesOf(mask, 4)).expectLoop([](Arguments &arguments) {
        for (size_t number : {0, 2})
          for (int64_t i = 0; i < arguments[number].size(); ++i)
            arguments[number].setInteger(i, number ? 4 - i : i);
      });
    }
}

TEST(WhileRows, oneConditionIsOneLoop) {
  Rows rows(whileOf(false), 3, {-1, 0, -1, -1}, Axes{-1, 0});
  rows.expectLoop(setIntegers(2, {5}));
  EXPECT_EQ(rows.count("while"), 1);
  EXPECT_EQ(rows.count("scan"), 0);
}

// The condition reads what only the second turn makes different.
TEST(WhileRows, theBodyMayBringRowsToTheCondition) {
  Rows rows(whileOf(true), 3, {-1, -1, -1, 0});
  rows.expectLoop(setIntegers(2, {5}));
  EXPECT_EQ(rows.count("scan"), 1);
}

TEST(WhileRows, endApart) {
  Rows rows(whileOf(false), 4, {-1, 0, 0, -1});
  rows.expectLoop(setIntegers(2, {0, 7, -2, 1}));
  EXPECT_EQ(rows.count("while"), 1);
  EXPECT_EQ(rows.count("scan"), 1);
}

TEST(WhileRows, rowsThatAreDoneDoNotDisturb) {
  Rows(whileOf(false), 3, {-1, 0, 0, 0}).expectLoop([](Arguments &arguments) {
    setIntegers(2, {0, 3, 1})(arguments);
    arguments[1].setReal(0, std::numeric_limits<double>::infinity());
    arguments[3].setReal(0, std::nan(""));
  });
}

TEST(WhileRows, ofRows) {
  std::string inner = whileOf(false);
  inner.replace(inner.find("func.func @f("), 13, "func.func private @one(");
  Rows rows(inner + R"mlir(
    func.func @f(%i: tensor<i32>, %x: tensor<2xf64>, %n: tensor<3xi32>, %w: tensor<2xf64>) -> (tensor<3xi32>, tensor<2x3xf64>) {
      %0:2 = burin.vmap_call @one(%i, %x, %n, %w) {axis_size = 3, in_axes = array<i64: -1, -1, 0, -1>, out_axes = array<i64: 0, 1>}
        : (tensor<i32>, tensor<2xf64>, tensor<3xi32>, tensor<2xf64>) -> (tensor<3xi32>, tensor<2x3xf64>)
      return %0#0, %0#1 : tensor<3xi32>, tensor<2x3xf64>
    })mlir",
            2, {0, 0, -1, -1});
  rows.expectLoop(setIntegers(2, {0, 4, 2}));
  EXPECT_EQ(rows.count("scan"), 2);
}

/// The first branch is a - b, the second `second` of its operand and of a capture.
std::string caseOf(const std::string &second) {
  return R"mlir(
    func.func private @first(%x: tensor<2xf64>, %c: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
      %r = burin.sub %x, %c : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      return %r, %c : tensor<2xf64>, tensor<2xf64>
    }
    func.func private @second(%x: tensor<2xf64>, %d: tensor<2xf64>, %e: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
      %r = burin.)mlir" +
         second + R"mlir( %d, %x : tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
      return %r, %e : tensor<2xf64>, tensor<2xf64>
    }
    func.func private @third(%x: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
      %r = burin.reverse %x {dimensions = array<i64: 0>} : tensor<2xf64> -> tensor<2xf64>
      return %r, %x : tensor<2xf64>, tensor<2xf64>
    }
    func.func @f(%i: tensor<i32>, %x: tensor<2xf64>, %c: tensor<2xf64>, %e: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
      %0:2 = burin.case [@first, @second, @third](%i, %x, %c, %c, %e) {operand_counts = array<i64: 1, 1, 2, 0>}
        : (tensor<i32>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>)
      return %0#0, %0#1 : tensor<2xf64>, tensor<2xf64>
    })mlir";
}

TEST(CaseRows, whateverIsBatched) {
  for (const char *second : {"max", "div"})
    for (unsigned mask = 1; mask < 16; ++mask)
      for (int64_t index : {0, 1, 2}) {
        SCOPED_TRACE(second + std::to_string(mask));
        Rows(caseOf(second), 4, axesOf(mask, 4)).expectLoop([&](Arguments &arguments) {
          if (!(mask & 1))
            arguments[0].setInteger(0, index);
        });
      }
}

TEST(CaseRows, oneIndexIsOneBranch) {
  Rows rows(caseOf("div"), 3, {-1, -1, 0, -1}, Axes{0, 0});
  rows.expectLoop(setIntegers(0, {1}));
  EXPECT_EQ(rows.count("case"), 1);
  EXPECT_EQ(rows.count("scan"), 0);
}

TEST(CaseRows, indicesAreMovedIntoRange) {
  for (const char *second : {"max", "div"})
    Rows(caseOf(second), 5, {0, -1, -1, -1}).expectLoop(setIntegers(0, {-9, 0, 1, 2, 100}));
}

TEST(CaseRows, cheapBranchesOfBoundedSlopeAreSelected) {
  Rows rows(caseOf("max"), 3, {0, 0, -1, -1});
  EXPECT_EQ(rows.count("case"), 0);
  EXPECT_EQ(rows.count("scan"), 0);
  EXPECT_EQ(rows.count("select"), 4);
}

TEST(CaseRows, otherBranchesRunWhereTheyAreTaken) {
  Rows rows(caseOf("div"), 3, {0, 0, -1, -1});
  EXPECT_EQ(rows.count("case"), 1);
  EXPECT_EQ(rows.count("scan"), 1);
  EXPECT_EQ(rows.count("select"), 0);
  rows.expectLoop([](Arguments &arguments) {
    setIntegers(0, {0, 1, 2})(arguments);
    for (int64_t i = 0; i < 6; ++i)
      arguments[1].setReal(i, 0);
  });
}

// Rows of a loop whose body branches: the branch of each row, in each turn.
TEST(CaseRows, insideALoop) {
  Rows(R"mlir(
    func.func private @half(%x: tensor<f64>) -> tensor<f64> {
      %two = burin.constant dense<2.0> : tensor<f64> : tensor<f64>
      %r = burin.div %x, %two : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func private @up(%x: tensor<f64>) -> tensor<f64> {
      %three = burin.constant dense<3.0> : tensor<f64> : tensor<f64>
      %r = burin.mul %x, %three : tensor<f64>, tensor<f64> -> tensor<f64>
      return %r : tensor<f64>
    }
    func.func private @turn(%x: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %one = burin.constant dense<1.0> : tensor<f64> : tensor<f64>
      %p = burin.compare %x, %one {direction = "lt"} : tensor<f64>, tensor<f64> -> tensor<i1>
      %i = burin.convert %p {dtype = i32} : tensor<i1> -> tensor<i32>
      %y = burin.case [@half, @up](%i, %x) {operand_counts = array<i64: 1, 0, 0>} : (tensor<i32>, tensor<f64>) -> tensor<f64>
      return %y, %x : tensor<f64>, tensor<f64>
    }
    func.func @f(%x: tensor<f64>) -> (tensor<f64>, tensor<6xf64>) {
      %0:2 = burin.scan @turn(%x) {operand_counts = array<i64: 1, 0, 0>, length = 6 : i64} : (tensor<f64>) -> (tensor<f64>, tensor<6xf64>)
      return %0#0, %0#1 : tensor<f64>, tensor<6xf64>
    })mlir",
       5, {0})
      .expectLoop();
}

} // namespace
