// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values and derivatives where the operation's definition leaves a choice.
#include "tests/ops/Program.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

static constexpr long double infinity = std::numeric_limits<long double>::infinity();

class Conventions : public testing::Test {
protected:
  Literal vector(const std::string &element, const std::vector<long double> &values) {
    Literal literal(context.type(std::to_string(values.size()) + "x" + element));
    for (size_t i = 0; i < values.size(); ++i)
      if (literal.floating())
        literal.setReal(i, values[i]);
      else
        literal.setInteger(i, static_cast<int64_t>(values[i]));
    return literal;
  }

  Sample sampleOf(const std::string &op, const std::vector<Literal> &operands, const std::string &attributes) {
    Sample sample{op, {}, attributes};
    for (const Literal &operand : operands) {
      std::string text;
      llvm::raw_string_ostream(text) << operand.type().getElementType();
      sample.operands.emplace_back((std::to_string(operand.size()) + "x" + text).c_str());
    }
    return sample;
  }

  std::vector<long double> values(const Literal &literal) {
    std::vector<long double> list;
    for (int64_t i = 0; i < literal.size(); ++i)
      list.push_back(literal.floating() ? literal.real(i) : static_cast<long double>(literal.integer(i)));
    return list;
  }

  std::vector<long double> evaluate(const std::string &op, const std::vector<Literal> &operands,
                                    const std::string &attributes = "{}") {
    Program program(context, sampleOf(op, operands, attributes));
    SmallVector<Literal> results;
    EXPECT_TRUE(succeeded(program.rules().evaluate(operands, results)));
    return values(results[0]);
  }

  /// Derivative with respect to one operand, elementwise.
  std::vector<long double> derivative(const std::string &op, const std::vector<Literal> &operands, unsigned number,
                                      const std::string &attributes = "{}") {
    Program program(context, sampleOf(op, operands, attributes));
    ir::Evaluator evaluator;
    SmallVector<Value> tangents(operands.size()), results;
    for (unsigned i = 0; i < operands.size(); ++i)
      evaluator.set(program.op->getOperand(i), operands[i]);
    tangents[number] = program.argument(operands[number].type());
    evaluator.set(tangents[number], vector("f64", std::vector<long double>(operands[number].size(), 1)));
    EXPECT_TRUE(succeeded(program.rules().linearize(program.b, tangents, results)));
    EXPECT_TRUE(succeeded(evaluator.run(*program.body)));
    return results[0] ? values(evaluator.get(results[0])) : std::vector<long double>(operands[number].size(), 0);
  }

  using List = std::vector<long double>;
  Context context;
};

TEST_F(Conventions, absHasSlopeOneAtZero) {
  EXPECT_EQ(derivative("abs", {vector("f64", {-2, 0, 2})}, 0), (List{-1, 1, 1}));
}

TEST_F(Conventions, tiesShareTheGradient) {
  std::vector<Literal> operands{vector("f64", {1, 2, 3}), vector("f64", {2, 2, 2})};
  EXPECT_EQ(derivative("max", operands, 0), (List{0, 0.5, 1}));
  EXPECT_EQ(derivative("max", operands, 1), (List{1, 0.5, 0}));
  EXPECT_EQ(derivative("min", operands, 0), (List{1, 0.5, 0}));
}

TEST_F(Conventions, integerPowIsExactAtZero) {
  EXPECT_EQ(derivative("integer_pow", {vector("f64", {0, 3})}, 0, "{exponent = 1 : i64}"), (List{1, 1}));
  EXPECT_EQ(derivative("integer_pow", {vector("f64", {0, 3})}, 0, "{exponent = 2 : i64}"), (List{0, 6}));
  EXPECT_EQ(derivative("integer_pow", {vector("f64", {0, 3})}, 0, "{exponent = 0 : i64}"), (List{0, 0}));
}

TEST_F(Conventions, powAtZeroHasFiniteDerivatives) {
  std::vector<Literal> operands{vector("f64", {0, 0, 2}), vector("f64", {2, 0, 0})};
  EXPECT_EQ(derivative("pow", operands, 0), (List{0, 0, 0}));
  EXPECT_EQ(derivative("pow", operands, 1), (List{0, 0, std::log(2.0)}));
}

TEST_F(Conventions, sqrtHasInfiniteSlopeAtZero) {
  EXPECT_EQ(derivative("sqrt", {vector("f64", {0, 4})}, 0), (List{infinity, 0.25}));
}

TEST_F(Conventions, stopGradientHasNone) { EXPECT_EQ(derivative("stop_gradient", {vector("f64", {3})}, 0), (List{0})); }

TEST_F(Conventions, integerDivisionNeverTraps) {
  long double least = std::numeric_limits<int32_t>::min();
  std::vector<Literal> operands{vector("i32", {7, -7, 7, least}), vector("i32", {2, 2, 0, -1})};
  EXPECT_EQ(evaluate("div", operands), (List{3, -3, -1, least}));
  EXPECT_EQ(evaluate("rem", operands), (List{1, -1, 7, 0}));
  EXPECT_EQ(evaluate("div", {vector("ui8", {7}), vector("ui8", {0})}), (List{255}));
}

TEST_F(Conventions, shiftsByTheWidthOrMore) {
  std::vector<Literal> operands{vector("i32", {-8, -8, -8}), vector("i32", {1, 32, -1})};
  EXPECT_EQ(evaluate("shift_left", operands), (List{-16, 0, 0}));
  EXPECT_EQ(evaluate("shift_right_logical", operands), (List{2147483644, 0, 0}));
  EXPECT_EQ(evaluate("shift_right_arithmetic", operands), (List{-4, -1, -1}));
}

TEST_F(Conventions, floatToIntegerSaturates) {
  Literal x = vector("f64", {-1.9, 1e10, -1e10, NAN, INFINITY});
  EXPECT_EQ(evaluate("convert", {x}, "{dtype = i32}"), (List{-1, 2147483647, -2147483648.0L, 0, 2147483647}));
  EXPECT_EQ(evaluate("convert", {x}, "{dtype = ui8}"), (List{0, 255, 0, 0, 255}));
  EXPECT_EQ(evaluate("convert", {x}, "{dtype = i1}"), (List{1, 1, 1, 1, 1}));
}

TEST_F(Conventions, comparisonsWithNaNAreFalseExceptNe) {
  std::vector<Literal> operands{vector("f64", {NAN}), vector("f64", {1})};
  for (const char *direction : {"eq", "lt", "le", "gt", "ge"})
    EXPECT_EQ(evaluate("compare", operands, std::string("{direction = \"") + direction + "\"}"), (List{0}));
  EXPECT_EQ(evaluate("compare", operands, "{direction = \"ne\"}"), (List{1}));
}

TEST_F(Conventions, boolArithmetic) {
  std::vector<Literal> operands{vector("i1", {0, 0, 1, 1}), vector("i1", {0, 1, 0, 1})};
  EXPECT_EQ(evaluate("add", operands), (List{0, 1, 1, 1}));
  EXPECT_EQ(evaluate("mul", operands), (List{0, 0, 0, 1}));
}

/// Known answers of Random123 (Salmon et al. 2011).
TEST_F(Conventions, threefryKnownAnswers) {
  std::vector<Literal> operands{
      vector("ui32", {0, 0xFFFFFFFF, 0x13198a2e}), vector("ui32", {0, 0xFFFFFFFF, 0x03707344}),
      vector("ui32", {0, 0xFFFFFFFF, 0x243f6a88}), vector("ui32", {0, 0xFFFFFFFF, 0x85a308d3})};
  Sample sample = sampleOf("threefry2x32", operands, "{}");
  sample.results = 2;
  Program program(context, sample);
  SmallVector<Literal> results;
  ASSERT_TRUE(succeeded(program.rules().evaluate(operands, results)));
  EXPECT_EQ(values(results[0]), (List{0x6b200159, 0x1cb996fc, 0xc4923a9c}));
  EXPECT_EQ(values(results[1]), (List{0x99ba4efe, 0xbb002be7, 0x483df7a0}));
}

} // namespace burin::tests
