// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// burin.dot_general through the whole lowering, against the reference evaluator.
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

namespace burin::testing {
namespace {

void check(const std::string &lhs, const std::string &rhs, const std::string &result, const std::string &attributes,
           double ulps = 512) { // of 1, for sums of up to 600 products
  std::string text = "func.func @main(%a: tensor<" + lhs + ">, %b: tensor<" + rhs + ">) -> tensor<" + result + "> {\n" +
                     "  %c = burin.dot_general %a, %b {" + attributes + "} : tensor<" + lhs + ">, tensor<" + rhs +
                     "> -> tensor<" + result + ">\n  return %c : tensor<" + result + ">\n}\n";
  SCOPED_TRACE(text);
  Compiled(text).check(ulps);
}

std::string axes(const std::string &lhsBatch, const std::string &rhsBatch, const std::string &lhsContract,
                 const std::string &rhsContract) {
  auto list = [](const char *name, const std::string &values) {
    return std::string(name) + " = array<i64" + (values.empty() ? "" : ": " + values) + ">";
  };
  return list("lhs_batch", lhsBatch) + ", " + list("rhs_batch", rhsBatch) + ", " + list("lhs_contract", lhsContract) +
         ", " + list("rhs_contract", rhsContract);
}

TEST(DotGeneral, everyDtype) {
  for (std::string type : {"f32", "f64", "f16", "bf16", "i32", "i64", "ui8", "ui32"})
    check("5x7x" + type, "7x11x" + type, "5x11x" + type, axes("", "", "1", "0"), 8);
}

/// Large enough for the runtime's scratch memory and for division among threads.
TEST(DotGeneral, packedAndDivided) {
  check("150x600xf32", "600x333xf32", "150x333xf32", axes("", "", "1", "0"));
  check("600x150xf32", "333x600xf32", "150x333xf32", axes("", "", "0", "1"));
  check("6x70x64xf32", "6x64x90xf32", "6x70x90xf32", axes("0", "0", "2", "1"));
  check("512x300xf32", "300xf32", "512xf32", axes("", "", "1", "0"));
}

TEST(DotGeneral, scalarsAndEmptySums) {
  check("f32", "f32", "f32", axes("", "", "", ""));
  check("4xf32", "f32", "4xf32", axes("", "", "", ""));
  check("3x0xf32", "0x4xf32", "3x4xf32", axes("", "", "1", "0"));
}

} // namespace
} // namespace burin::testing
