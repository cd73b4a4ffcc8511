// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "tests/passes/FiniteDifference.h"

#include "gtest/gtest.h"

using burin::tests::Program;

namespace {

constexpr const char *twoTraces = R"mlir(
  func.func @first(%x: tensor<4xf32>) -> tensor<4xf32> {
    %a = burin.exp %x : tensor<4xf32> -> tensor<4xf32> loc("model.cpp":3:1)
    return %a : tensor<4xf32>
  } loc("model.cpp":2:1)
  func.func @second(%y: tensor<4xf32>) -> tensor<4xf32> {
    %b = burin.neg %y : tensor<4xf32> -> tensor<4xf32> loc("model.cpp":7:1)
    return %b : tensor<4xf32>
  } loc("model.cpp":6:1)
)mlir";

mlir::func::FuncOp function(Program &program, llvm::StringRef name) {
  return program.module().lookupSymbol<mlir::func::FuncOp>(name);
}

TEST(Leaks, catchesUseOfADeadTrace) {
  Program program(twoTraces);
  mlir::Operation &exp = function(program, "first").getBody().front().front();
  mlir::Operation &neg = function(program, "second").getBody().front().front();
  mlir::Value before = neg.getOperand(0);
  neg.setOperand(0, exp.getResult(0));
  std::vector<std::string> leaks = burin::passes::describeLeaks(function(program, "second"));
  ASSERT_EQ(leaks.size(), 1u);
  EXPECT_EQ(leaks[0],
            "float32[4], made by exp at model.cpp:3, belongs to the trace of 'first' at model.cpp:2 and is used by "
            "neg at model.cpp:7 in the trace of 'second' at model.cpp:6\n  exp float32[4] from model.cpp:3");
  neg.setOperand(0, before);
}

TEST(Leaks, doesNotFlagAClosedTrace) {
  Program program(twoTraces);
  EXPECT_TRUE(burin::passes::describeLeaks(function(program, "first")).empty());
  EXPECT_TRUE(burin::passes::describeLeaks(function(program, "second")).empty());
}

} // namespace
