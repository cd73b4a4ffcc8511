// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Matrices of several strips and tiles, whole and ragged ones: compiled = evaluate.
#include "tests/lowering/Compiled.h"
#include "tests/ops/Program.h"

#include "mlir/AsmParser/AsmParser.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace mlir;
using burin::ir::Emit;
using burin::ir::Literal;
using burin::testing::Compiled;

namespace burin::tests {
namespace {

class Linalg : public ::testing::TestWithParam<const char *> {
protected:
  /// Diagonally dominant matrices are well conditioned: errors stay a few units of the last place.
  static Literal dominant(RankedTensorType type, Random &random) {
    double bound = 1 / static_cast<double>(type.getShape().back());
    return randomOperand(type, Operand("", -bound, bound, 1), random);
  }

  static void expectAsEvaluated(const std::string &op, const std::vector<std::string> &types,
                                const std::string &attributes) {
    SCOPED_TRACE(op + " of " + types[0] + " " + attributes);
    Compiled program(types, [&](Emit &e, ArrayRef<Value> x) -> std::vector<Value> {
      auto list = cast<DictionaryAttr>(parseAttribute(attributes, e.b.getContext()));
      return {e.value(op, x, list.getValue())};
    });
    Random random(3);
    std::vector<Literal> inputs;
    for (Type type : program.program().getArgumentTypes())
      inputs.push_back(inputs.empty() ? dominant(cast<RankedTensorType>(type), random)
                                      : randomLiteral(cast<RankedTensorType>(type), -1, 1, random));
    SmallVector<Literal> expected;
    ASSERT_TRUE(succeeded(ir::evaluate(program.program(), inputs, expected)));
    ASSERT_TRUE(program.executable()) << program.diagnostics;
    bool isDouble = expected[0].type().getElementType().isF64();
    EXPECT_EQ(difference(program.run(inputs)[0], expected[0], isDouble ? 1e-14 : 4e-6), "");
  }
};

TEST_P(Linalg, factorsAreThoseOfTheReference) {
  for (const char *lower : {"{lower = true}", "{lower = false}"})
    for (const char *shape : {"7x7x", "8x8x", "64x64x", "2x77x77x"})
      expectAsEvaluated("cholesky", {std::string(shape) + GetParam()}, lower);
}

TEST_P(Linalg, solutionsAreThoseOfTheReference) {
  struct Shapes {
    const char *a, *left, *right;
  };
  for (Shapes shapes : {Shapes{"9x9x", "9x1x", "1x9x"}, Shapes{"40x40x", "40x67x", "67x40x"},
                        Shapes{"2x37x37x", "2x37x300x", "2x300x37x"}})
    for (int kind = 0; kind < 16; ++kind) {
      auto flag = [&](int bit) { return kind >> bit & 1 ? "true" : "false"; };
      expectAsEvaluated(
          "triangular_solve",
          {std::string(shapes.a) + GetParam(), std::string(kind & 1 ? shapes.left : shapes.right) + GetParam()},
          std::string("{left_side = ") + flag(0) + ", lower = " + flag(1) + ", unit_diagonal = " + flag(2) +
              ", transpose_a = " + flag(3) + "}");
    }
}

INSTANTIATE_TEST_SUITE_P(Dtypes, Linalg, ::testing::Values("f32", "f64"),
                         [](const auto &info) { return std::string(info.param); });

TEST(LinalgEdges, notPositiveDefiniteIsNanWhereverThePivotIs) {
  constexpr int64_t n = 40;
  Compiled program({"40x40xf32"}, [](Emit &e, ArrayRef<Value> x) -> std::vector<Value> {
    return {e.value("cholesky", x, e.b.getNamedAttr("lower", e.b.getBoolAttr(true)))};
  });
  ASSERT_TRUE(program.executable()) << program.diagnostics;
  for (int64_t pivot : {-1, 0, 17, 39}) {
    Literal a(cast<RankedTensorType>(program.program().getArgumentTypes()[0]));
    forEachOnDiagonal(a.type(), [&](int64_t i) { a.setReal(i, i == pivot * (n + 1) ? 0 : 4); });
    Literal l = program.run({a})[0];
    for (int64_t i = 0; i < l.size(); ++i) {
      bool isNan = pivot >= 0 && i % n <= i / n;
      EXPECT_EQ(std::isnan(l.real(i)), isNan);
      EXPECT_TRUE(isNan || l.real(i) == (i % (n + 1) == 0 ? 2 : 0));
    }
  }
}

} // namespace
} // namespace burin::tests
