// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/Passes.h"
#include "tests/passes/FiniteDifference.h"

#include "gtest/gtest.h"

#include <chrono>

using burin::tests::Program;

namespace {

/// `layers` residual layers of six operations, half of them superfluous.
std::string chain(int layers) {
  std::string body, last = "%x";
  for (int i = 0; i < layers; ++i) {
    std::string n = std::to_string(i);
    body += "%s" + n + " = burin.sin " + last + " : tensor<8x8xf32> -> tensor<8x8xf32>\n";
    body += "%m" + n + " = burin.mul %s" + n + ", %one : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>\n";
    body += "%t" + n + " = burin.transpose %m" + n +
            " {permutation = array<i64: 1, 0>} : tensor<8x8xf32> -> tensor<8x8xf32>\n";
    body += "%u" + n + " = burin.transpose %t" + n +
            " {permutation = array<i64: 1, 0>} : tensor<8x8xf32> -> tensor<8x8xf32>\n";
    body += "%v" + n + " = burin.neg %u" + n + " : tensor<8x8xf32> -> tensor<8x8xf32>\n";
    body += "%w" + n + " = burin.add " + last + ", %v" + n + " : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>\n";
    last = "%w" + n;
  }
  return "func.func @f(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {\n%one = burin.constant dense<1.0> : tensor<8x8xf32> : "
         "tensor<8x8xf32>\n" +
         body + "return " + last + " : tensor<8x8xf32>\n}";
}

double milliseconds(Program &program) {
  auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(succeeded(burin::passes::simplify(program.module())));
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

TEST(Simplify, leavesTwoOperationsOfSix) {
  Program program(chain(100));
  RecordProperty("milliseconds", std::to_string(milliseconds(program)));
  EXPECT_EQ(program.count("f", "sin"), 100);
  EXPECT_EQ(program.count("f", "sub"), 100);
  EXPECT_EQ(program.count("f", "mul") + program.count("f", "transpose") + program.count("f", "neg"), 0);
}

TEST(Simplify, takesAFewMicrosecondsForAnOperation) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    Program program(chain(100));
    best = std::min(best, milliseconds(program));
  }
  RecordProperty("milliseconds", std::to_string(best));
  EXPECT_LT(best, 30.0) << "600 operations";
}

} // namespace
