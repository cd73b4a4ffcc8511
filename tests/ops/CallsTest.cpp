// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls against their callees, and what optimization_barrier stops.
#include "tests/ops/ModuleTest.h"

#include "compiler/ir/Refusal.h"
#include "compiler/ops/CallOps.h"

#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;

namespace burin::tests {

static const char functions[] = R"(
func.func private @f(%x: tensor<3xf32>, %n: tensor<i32>) -> (tensor<3xf32>, tensor<i32>, tensor<f32>) {
  %s = burin.reduce_sum %x {axes = array<i64: 0>} : tensor<3xf32> -> tensor<f32>
  return %x, %n, %s : tensor<3xf32>, tensor<i32>, tensor<f32>
}
func.func private @primal(%x: tensor<3xf32>, %n: tensor<i32>, %c: tensor<f64>) -> (tensor<3xf32>) {
  return %x : tensor<3xf32>
}
func.func private @fwd(%x: tensor<3xf32>, %n: tensor<i32>) -> (tensor<3xf32>, tensor<i32>) {
  return %x, %n : tensor<3xf32>, tensor<i32>
}
func.func private @nothing(%x: tensor<3xf32>, %n: tensor<i32>) {
  return
}
func.func private @rule(%x: tensor<3xf32>, %n: tensor<i32>, %dx: tensor<3xf32>, %c: tensor<ui8>) -> (tensor<3xf32>, tensor<3xf32>) {
  return %x, %dx : tensor<3xf32>, tensor<3xf32>
}
func.func private @bwd(%n: tensor<i32>, %ct: tensor<3xf32>, %c: tensor<ui8>) -> (tensor<3xf32>) {
  return %ct : tensor<3xf32>
}
)";

class Calls : public ModuleTest {
protected:
  /// The diagnostics of a module with @f, ... and @main around the lines.
  std::string check(const std::string &lines) {
    std::string arguments = "%x: tensor<3xf32>, %n: tensor<i32>, %s: tensor<f32>, %d: tensor<f64>, %u: tensor<ui8>";
    return parse(functions + ("func.func @main(" + arguments + ") {\n") + lines + "\nreturn\n}");
  }
};

TEST_F(Calls, acceptsWhatTheCalleeTakes) {
  EXPECT_EQ(check("%0:3 = burin.call @f(%x, %n) : (tensor<3xf32>, tensor<i32>) -> (tensor<3xf32>, "
                  "tensor<i32>, tensor<f32>)"),
            "");
  EXPECT_EQ(find<ir::CallOp>().valueCallee().getValue(), "f");
  EXPECT_EQ(check("%0:3 = burin.checkpoint @f(%x, %n) {policy = \"nothing\"} : (tensor<3xf32>, tensor<i32>) -> "
                  "(tensor<3xf32>, tensor<i32>, tensor<f32>)"),
            "");
  EXPECT_EQ(check("%0 = burin.rematerialize @f(%x, %n, %x, %s) {policy = \"nothing\", wrt = array<i64: 0>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>"),
            "");
}

TEST_F(Calls, vjpCallSplitsItsOperandsAndResults) {
  EXPECT_EQ(check("%0:4 = burin.vjp_call @f(%x, %n, %x, %s) {wrt = array<i64: 0>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<3xf32>, tensor<f32>) -> "
                  "(tensor<3xf32>, tensor<i32>, tensor<f32>, tensor<3xf32>)"),
            "");
  auto op = find<ir::VjpCallOp>();
  EXPECT_EQ(op.arguments().size(), 2u);
  EXPECT_EQ(op.cotangents().size(), 2u);
  EXPECT_EQ(op.primalResults().size(), 3u);
  EXPECT_EQ(op.cotangentResults().size(), 1u);
  EXPECT_FALSE(op.valueCallee());
}

TEST_F(Calls, jvpCallSplitsItsOperandsAndResults) {
  EXPECT_EQ(check("%0:5 = burin.jvp_call @f(%x, %n, %x) {wrt = array<i64: 0>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<3xf32>) -> "
                  "(tensor<3xf32>, tensor<i32>, tensor<f32>, tensor<3xf32>, tensor<f32>)"),
            "");
  auto op = find<ir::JvpCallOp>();
  EXPECT_EQ(op.arguments().size(), 2u);
  EXPECT_EQ(op.tangents().size(), 1u);
  EXPECT_EQ(op.primalResults().size(), 3u);
  EXPECT_EQ(op.tangentResults().size(), 2u);
}

TEST_F(Calls, vmapCallHasTheAxisOfTheRows) {
  auto vmap = [&](const std::string &attributes, const std::string &results) {
    return check("%0:3 = burin.vmap_call @f(%x, %n) {" + attributes + "} : (tensor<3xf32>, tensor<i32>) -> (" +
                 results + ")");
  };
  EXPECT_EQ(vmap("axis_size = 5 : i64, in_axes = array<i64: -1, -1>, out_axes = array<i64: 1, -1, 0>",
                 "tensor<3x5xf32>, tensor<i32>, tensor<5xf32>"),
            "");
  EXPECT_EQ(vmap("axis_size = 5 : i64, in_axes = array<i64: -1, 0>, out_axes = array<i64: 0, 0, 0>",
                 "tensor<5x3xf32>, tensor<5xi32>, tensor<5xf32>"),
            "[vmap_call] operands have types (float32[3], int32[]); expected (float32[3], int32[5])");
  std::string rows = "tensor<5x3xf32>, tensor<5xi32>, tensor<5xf32>";
  EXPECT_EQ(vmap("axis_size = 5 : i64, in_axes = array<i64: 0>, out_axes = array<i64: 0, 0, 0>", rows),
            "[vmap_call] in_axes has 1 entries; expected 2"); // vmap_call_c4
  EXPECT_EQ(vmap("axis_size = 5 : i64, in_axes = array<i64: -1, -1>, out_axes = array<i64: 0, 1, 0>", rows),
            "[vmap_call] out_axes names axis 1; expected -1 to 0"); // vmap_call_c5
  EXPECT_EQ(vmap("axis_size = -5 : i64, in_axes = array<i64: -1, -1>, out_axes = array<i64: 0, 0, 0>", rows),
            "[vmap_call] axis_size is -5; expected a size from 0"); // vmap_call_c6
}

TEST_F(Calls, customVjpCallSplitsItsOperands) {
  EXPECT_EQ(check("%0 = burin.custom_vjp_call @primal fwd @fwd bwd @bwd(%x, %n, %d, %u) "
                  "{operand_counts = array<i64: 2, 1, 0, 1>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<f64>, tensor<ui8>) -> tensor<3xf32>"),
            "");
  auto op = find<ir::CustomVjpCallOp>();
  EXPECT_EQ(op.arguments().size(), 2u);
  EXPECT_EQ(op.primalCaptures().size(), 1u);
  EXPECT_EQ(op.fwdCaptures().size(), 0u);
  EXPECT_EQ(op.bwdCaptures().size(), 1u);
  EXPECT_EQ(op.valueOperands().size(), 3u);
  EXPECT_EQ(op.callees().size(), 3u);
}

TEST_F(Calls, customJvpCallSplitsItsOperands) {
  EXPECT_EQ(check("%0 = burin.custom_jvp_call @primal rule @rule(%x, %n, %d, %u) "
                  "{operand_counts = array<i64: 2, 1, 1>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<f64>, tensor<ui8>) -> tensor<3xf32>"),
            "");
  auto op = find<ir::CustomJvpCallOp>();
  EXPECT_EQ(op.arguments().size(), 2u);
  EXPECT_EQ(op.primalCaptures().size(), 1u);
  EXPECT_EQ(op.ruleCaptures().size(), 1u);
  EXPECT_EQ(op.valueOperands().size(), 3u);
  EXPECT_EQ(op.callees().size(), 2u);
}

TEST_F(Calls, customJvpCallSaysWhatItsRuleTakes) {
  EXPECT_EQ(
      check("%0 = burin.custom_jvp_call @primal rule @rule(%x, %n, %d) {operand_counts = array<i64: 2, 1>} : "
            "(tensor<3xf32>, tensor<i32>, tensor<f64>) -> tensor<3xf32>"),
      "[custom_jvp_call] operand_counts is (2, 1); expected three extents that add up to 3"); // custom_jvp_call_c4
  EXPECT_EQ(check("%0 = burin.custom_jvp_call @primal rule @rule(%x, %n, %d) {operand_counts = array<i64: 2, 1, 0>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<f64>) -> tensor<3xf32>"),
            "[custom_jvp_call] arguments, tangents and captures of rule have types (float32[3], int32[], float32[3]); "
            "expected (float32[3], int32[], float32[3], uint8[])");
}

TEST_F(Calls, saysWhatTheCalleeTakes) {
  EXPECT_EQ(check("burin.call @nobody() : () -> ()"), "[call] @nobody is not a function of the module");
  EXPECT_EQ(check("%0:3 = burin.call @f(%x, %s) : (tensor<3xf32>, tensor<f32>) -> (tensor<3xf32>, "
                  "tensor<i32>, tensor<f32>)"),
            "[call] operands have types (float32[3], float32[]); expected (float32[3], int32[])");
  EXPECT_EQ(check("%0 = burin.call @f(%x, %n) : (tensor<3xf32>, tensor<i32>) -> (tensor<3xf32>)"),
            "[call] result types differ from the inferred ones");
  EXPECT_EQ(check("%0:4 = burin.vjp_call @f(%x, %n, %x, %s) {wrt = array<i64: 1>} : "
                  "(tensor<3xf32>, tensor<i32>, tensor<3xf32>, tensor<f32>) -> "
                  "(tensor<3xf32>, tensor<i32>, tensor<f32>, tensor<i32>)"),
            "[vjp_call] arguments in wrt have types (int32[]); expected floating dtypes");
  EXPECT_EQ(check("%0:3 = burin.jvp_call @f(%x, %n) {wrt = array<i64: 2>} : (tensor<3xf32>, tensor<i32>) -> "
                  "(tensor<3xf32>, tensor<i32>, tensor<f32>)"),
            "[jvp_call] wrt is (2,); expected distinct numbers of @f's 2 arguments");
  EXPECT_EQ(check("%0 = burin.custom_vjp_call @primal fwd @fwd bwd @fwd(%x, %n, %d) "
                  "{operand_counts = array<i64: 2, 1, 0, 0>} : (tensor<3xf32>, tensor<i32>, tensor<f64>) -> "
                  "tensor<3xf32>"),
            "[custom_vjp_call] residuals, cotangents and captures of bwd have types (int32[], float32[3]); "
            "expected "
            "(float32[3], int32[])");
  EXPECT_EQ(check("%0 = burin.custom_vjp_call @primal fwd @fwd bwd @bwd(%x, %n, %d) "
                  "{operand_counts = array<i64: 2, 1>} : (tensor<3xf32>, tensor<i32>, tensor<f64>) -> tensor<3xf32>"),
            "[custom_vjp_call] operand_counts is (2, 1); expected four extents that add up to 3");
  EXPECT_EQ(check("%0 = burin.custom_vjp_call @primal fwd @nothing bwd @bwd(%x, %n, %d) "
                  "{operand_counts = array<i64: 2, 1, 0, 0>} : (tensor<3xf32>, tensor<i32>, tensor<f64>) -> "
                  "tensor<3xf32>"),
            "[custom_vjp_call] fwd's first results have types (); expected (float32[3])");
}

TEST_F(Calls, rulesAreRefusedWithAReason) {
  ASSERT_EQ(check("%0:3 = burin.call @f(%x, %n) : (tensor<3xf32>, tensor<i32>) -> (tensor<3xf32>, "
                  "tensor<i32>, tensor<f32>)"),
            "");
  OpBuilder b(context.get());
  SmallVector<Value> results;
  EXPECT_TRUE(failed(find<ir::CallOp>().linearize(b, {}, results)));
  EXPECT_EQ(context.takeDiagnostics(), "[call] it cannot be differentiated: expanded by passes/autodiff\n");
}

TEST_F(Calls, refusalsCarryTheirKindAndOtherErrorsNone) {
  ASSERT_EQ(check("%0:3 = burin.call @f(%x, %n) : (tensor<3xf32>, tensor<i32>) -> (tensor<3xf32>, "
                  "tensor<i32>, tensor<f32>)"),
            "");
  std::vector<std::optional<ir::Refusal>> kinds;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    kinds.push_back(ir::refusalOf(diagnostic));
    return success();
  });
  auto call = find<ir::CallOp>();
  (void)ir::refuse(call, "transpose", "a reason");
  (void)ir::refuse(call, "fusion", "a reason");
  (void)ir::emitRefusal(call, ir::Refusal::customRule);
  (void)(call.emitError() << 3);
  EXPECT_EQ(kinds, (std::vector<std::optional<ir::Refusal>>{ir::Refusal::notDifferentiable, ir::Refusal::unsupported,
                                                            ir::Refusal::customRule, std::nullopt}));
}

static unsigned countBarriers(ModuleOp module) {
  unsigned count = 0;
  module.walk([&](ir::OptimizationBarrierOp) { ++count; });
  return count;
}

static void eliminateCommonSubexpressions(ModuleOp module) {
  IRRewriter rewriter(module.getContext());
  DominanceInfo dominance(module);
  eliminateCommonSubExpressions(rewriter, dominance, module);
}

static const char barrier[] = " = burin.optimization_barrier %x : tensor<3xf32> -> tensor<3xf32>\n";

TEST_F(Calls, equalBarriersStayApart) {
  ASSERT_EQ(check(std::string("%a") + barrier + "%b" + barrier +
                  "%c = burin.call @primal(%a, %n, %d) : (tensor<3xf32>, tensor<i32>, tensor<f64>) -> tensor<3xf32>\n"
                  "func.call @keep(%c, %b) : (tensor<3xf32>, tensor<3xf32>) -> ()\nreturn\n}\n"
                  "func.func private @keep(%a: tensor<3xf32>, %b: tensor<3xf32>) {"),
            "");
  eliminateCommonSubexpressions(*module);
  EXPECT_EQ(countBarriers(*module), 2u);
}

TEST_F(Calls, unusedBarriersGo) {
  ASSERT_EQ(check(std::string("%a") + barrier), "");
  EXPECT_TRUE(isOpTriviallyDead(find<ir::OptimizationBarrierOp>()));
  eliminateCommonSubexpressions(*module);
  EXPECT_EQ(countBarriers(*module), 0u);
}

} // namespace burin::tests
