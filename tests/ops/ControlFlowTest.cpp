// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and branches against their functions.
#include "tests/ops/ModuleTest.h"

#include "compiler/ops/ControlFlowOps.h"

#include <cmath>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

static const char functions[] = R"(
func.func private @less(%i: tensor<i32>, %x: tensor<2xf32>, %n: tensor<i32>) -> tensor<i1> {
  %r = burin.compare %i, %n {direction = "lt"} : tensor<i32>, tensor<i32> -> tensor<i1>
  return %r : tensor<i1>
}
func.func private @twice(%i: tensor<i32>, %x: tensor<2xf32>, %one: tensor<i32>) -> (tensor<i32>, tensor<2xf32>) {
  %j = burin.add %i, %one : tensor<i32>, tensor<i32> -> tensor<i32>
  %y = burin.add %x, %x : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %j, %y : tensor<i32>, tensor<2xf32>
}
func.func private @running(%s: tensor<f32>, %row: tensor<f32>, %c: tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %t = burin.mul %s, %c : tensor<f32>, tensor<f32> -> tensor<f32>
  %u = burin.add %t, %row : tensor<f32>, tensor<f32> -> tensor<f32>
  %e = burin.exp %row : tensor<f32> -> tensor<f32>
  return %u, %u, %e : tensor<f32>, tensor<f32>, tensor<f32>
}
func.func private @negative(%x: tensor<2xf32>, %c: tensor<2xf32>) -> tensor<2xf32> {
  %r = burin.sub %c, %x : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return %r : tensor<2xf32>
}
func.func private @same(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
func.func private @nothing(%s: tensor<f32>, %row: tensor<f32>, %c: tensor<f32>) {
  return
}
)";

static const char whileLoop[] =
    "%0:2 = burin.while @less do @twice(%i, %x, %n, %one) {operand_counts = array<i64: 2, 1, 1>} : "
    "(tensor<i32>, tensor<2xf32>, tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<2xf32>)\n";

static std::string scanLoop(const char *attributes) {
  return std::string("%0:3 = burin.scan @running(%s, %xs, %s) {operand_counts = array<i64: 1, 1, 1>, ") + attributes +
         "} : (tensor<f32>, tensor<3xf32>, tensor<f32>) -> (tensor<f32>, tensor<3xf32>, tensor<3xf32>)\n";
}

static const char branches[] =
    "%0 = burin.case [@same, @negative](%i, %x, %x) {operand_counts = array<i64: 1, 0, 1>} : "
    "(tensor<i32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>\n";

class ControlFlow : public ModuleTest {
protected:
  /// The diagnostics of a module with @main around the lines.
  std::string check(const std::string &lines, const std::string &results = "", const std::string &types = "") {
    std::string arguments = "%i: tensor<i32>, %n: tensor<i32>, %one: tensor<i32>, %x: tensor<2xf32>, %s: tensor<f32>, "
                            "%xs: tensor<3xf32>";
    return parse(functions + ("func.func @main(" + arguments + ") -> (" + types + ") {\n") + lines + "return " +
                 results + (types.empty() ? "" : " : " + types) + "\n}");
  }

  SmallVector<Literal> evaluate(int i, int n) {
    auto main = module->lookupSymbol<func::FuncOp>("main");
    SmallVector<Literal> arguments, results;
    for (Type type : main.getArgumentTypes())
      arguments.emplace_back(cast<RankedTensorType>(type));
    arguments[0].setInteger(0, i);
    arguments[1].setInteger(0, n);
    arguments[2].setInteger(0, 1);
    fill(arguments[3], {1, -3});
    fill(arguments[4], {2});
    fill(arguments[5], {5, 7, 11});
    EXPECT_TRUE(succeeded(ir::evaluate(main, arguments, results))) << context.takeDiagnostics();
    return results;
  }

  static void fill(Literal &literal, std::initializer_list<double> values) {
    for (auto [i, value] : llvm::enumerate(values))
      literal.setReal(i, value);
  }
  static std::vector<double> reals(const Literal &literal) {
    std::vector<double> values;
    for (int64_t i = 0; i < literal.size(); ++i)
      values.push_back(literal.real(i));
    return values;
  }
};

using Reals = std::vector<double>;

TEST_F(ControlFlow, whileRunsAsLongAsTheConditionHolds) {
  ASSERT_EQ(check(whileLoop, "%0#0, %0#1", "tensor<i32>, tensor<2xf32>"), "");
  SmallVector<Literal> results = evaluate(1, 4);
  EXPECT_EQ(results[0].integer(0), 4);
  EXPECT_EQ(reals(results[1]), (Reals{8, -24}));
  EXPECT_EQ(reals(evaluate(4, 4)[1]), (Reals{1, -3}));
  auto op = find<ir::WhileOp>();
  EXPECT_EQ(op.carry().size(), 2u);
  EXPECT_EQ(op.condCaptures()[0], module->lookupSymbol<func::FuncOp>("main").getArgument(1));
  EXPECT_EQ(op.bodyCaptures()[0], module->lookupSymbol<func::FuncOp>("main").getArgument(2));
  EXPECT_EQ(op.cost().flops, 1u + 1u + 2u);
}

TEST_F(ControlFlow, scanStacksItsRows) {
  const char *results = "%0#0, %0#1, %0#2", *types = "tensor<f32>, tensor<3xf32>, tensor<3xf32>";
  ASSERT_EQ(check(scanLoop("length = 3 : i64"), results, types), "");
  SmallVector<Literal> forward = evaluate(0, 0);
  EXPECT_EQ(reals(forward[0]), (Reals{61}));
  EXPECT_EQ(reals(forward[1]), (Reals{9, 25, 61}));
  EXPECT_NEAR(double(forward[2].real(1)), std::exp(7), 1e-4 * std::exp(7));
  auto op = find<ir::ScanOp>();
  EXPECT_EQ(op.carryResults().size(), 1u);
  EXPECT_EQ(op.ys().size(), 2u);
  EXPECT_EQ(op.cost().flops, 3 * 2u);
  EXPECT_EQ(op.cost().transcendentals, 3u);
}

TEST_F(ControlFlow, reversedScanGoesFromTheLastRowToTheFirst) {
  ASSERT_EQ(check(scanLoop("length = 3 : i64, reverse = true"), "%0#0, %0#1", "tensor<f32>, tensor<3xf32>"), "");
  SmallVector<Literal> results = evaluate(0, 0);
  EXPECT_EQ(reals(results[1]), (Reals{79, 37, 15}));
  EXPECT_EQ(reals(results[0]), (Reals{79}));
}

TEST_F(ControlFlow, caseMovesItsIndexIntoRange) {
  ASSERT_EQ(check(branches, "%0", "tensor<2xf32>"), "");
  EXPECT_EQ(reals(evaluate(0, 0)[0]), (Reals{1, -3}));
  EXPECT_EQ(reals(evaluate(1, 0)[0]), (Reals{0, 0}));
  EXPECT_EQ(reals(evaluate(9, 0)[0]), (Reals{0, 0}));
  EXPECT_EQ(reals(evaluate(-9, 0)[0]), (Reals{1, -3}));
  auto op = find<ir::CaseOp>();
  EXPECT_EQ(op.shared().size(), 1u);
  EXPECT_EQ(op.capturesOf(0).size(), 0u);
  EXPECT_EQ(op.argumentsOf(1).size(), 2u);
  EXPECT_EQ(op.cost().flops, 2u);
}

static std::string replaced(std::string text, const std::string &from, const std::string &to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_F(ControlFlow, whileSaysWhatItsFunctionsTake) {
  EXPECT_EQ(check(replaced(whileLoop, "@less", "@nobody")), "[while] @nobody is not a function of the module");
  EXPECT_EQ(check(replaced(whileLoop, "@less", "@twice")),
            "[while] results of cond have types (int32[], float32[2]); expected (bool[])");
  EXPECT_EQ(check(replaced(whileLoop, "@twice", "@less")),
            "[while] results of body have types (bool[]); expected (int32[], float32[2])");
  EXPECT_EQ(check(replaced(whileLoop, "2, 1, 1", "2, 1")),
            "[while] operand_counts is (2, 1); expected three extents that add up to 4"); // while_c4
  EXPECT_EQ(check(replaced(whileLoop, "2, 1, 1", "2, 2, 0")),
            "[while] carry and captures of cond have types (int32[], float32[2], int32[], int32[]); expected (int32[], "
            "float32[2], int32[])");
  EXPECT_EQ(check(replaced(whileLoop, "1>}", "1>, checkpoints = -1 : i64}")),
            "[while] checkpoints is -1; expected 0 (the default) or more"); // while_c5
}

TEST_F(ControlFlow, scanSaysWhatItsBodyTakes) {
  EXPECT_EQ(check(scanLoop("length = 4 : i64")),
            "[scan] x 0 is float32[3]; expected a leading axis of extent 4"); // scan_c5
  EXPECT_EQ(check(replaced(scanLoop("length = 3 : i64"), "1, 1, 1", "2, 1, 1")),
            "[scan] operand_counts is (2, 1, 1); expected three extents that add up to 3"); // scan_c4
  EXPECT_EQ(check(replaced(scanLoop("length = 3 : i64"), "1, 1, 1", "1, 2, 0")),
            "[scan] x 1 is float32[]; expected a leading axis of extent 3");
  EXPECT_EQ(check(scanLoop("length = -1 : i64")), "[scan] length is -1; expected a length from 0"); // scan_c6
  EXPECT_EQ(check(scanLoop("length = 3 : i64, unroll = 0 : i64")),
            "[scan] unroll is 0; expected 1 or more"); // scan_c7
  EXPECT_EQ(check(replaced(scanLoop("length = 3 : i64"), "@running", "@same")),
            "[scan] carry, rows and captures of body have types (float32[], float32[], float32[]); expected "
            "(float32[2])");
  EXPECT_EQ(check(replaced(scanLoop("length = 3 : i64"), "@running", "@nothing")),
            "[scan] first results of body have types (); expected (float32[])");
}

TEST_F(ControlFlow, caseSaysWhatItsBranchesTake) {
  EXPECT_EQ(check(replaced(branches, "[@same, @negative]", "[]")),
            "[case] there is no branch; expected one or more"); // case_c5
  EXPECT_EQ(check(replaced(branches, "1, 0, 1", "2, 0, 1")),
            "[case] operand_counts is (2, 0, 1); expected 3 extents that add up to 2"); // case_c4
  EXPECT_EQ(check(replaced(branches, "1, 0, 1", "1, 1, 0")),
            "[case] operands and captures of branch 0 have types (float32[2], float32[2]); expected (float32[2])");
  EXPECT_EQ(check(replaced(replaced(branches, "(%i", "(%s"), "(tensor<i32>", "(tensor<f32>")),
            "[case] expected an index of type int32[], got float32[]");
}

} // namespace burin::tests
