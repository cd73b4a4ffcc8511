// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/passes/FiniteDifference.h"

#include "compiler/ir/Dialect.h"
#include "compiler/ir/Evaluator.h"
#include "passes/Passes.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

#include <cmath>

namespace burin::tests {

Program::Program(llvm::StringRef text) : context_(mlir::MLIRContext::Threading::DISABLED) {
  context_.loadDialect<ir::BurinDialect, mlir::func::FuncDialect>();
  module_ = mlir::parseSourceString<mlir::ModuleOp>(text, &context_);
  if (!module_)
    llvm::report_fatal_error("the program of the test does not parse");
}

void Program::expand() {
  EXPECT_TRUE(succeeded(passes::expandDerivatives(module())));
  EXPECT_TRUE(succeeded(passes::verifyStage(module(), "vjp")));
  EXPECT_TRUE(succeeded(passes::expandRematerialize(module())));
  EXPECT_TRUE(succeeded(passes::dropCustomRules(module())));
  EXPECT_TRUE(succeeded(passes::verifyStage(module(), "remat")));
  EXPECT_TRUE(succeeded(mlir::verify(module())));
}

void Program::cleanUp() {
  EXPECT_TRUE(succeeded(passes::inlineCalls(module())));
  EXPECT_TRUE(succeeded(passes::simplify(module())));
  EXPECT_TRUE(succeeded(passes::verifyStage(module(), "clean")));
  EXPECT_TRUE(succeeded(mlir::verify(module())));
}

std::vector<ir::Literal> Program::evaluate(llvm::StringRef name, llvm::ArrayRef<ir::Literal> arguments) {
  llvm::SmallVector<ir::Literal> results;
  EXPECT_TRUE(succeeded(ir::evaluate(module().lookupSymbol<mlir::func::FuncOp>(name), arguments, results)));
  return {results.begin(), results.end()};
}

std::vector<ir::Literal> Program::someArguments(llvm::StringRef name) {
  std::vector<ir::Literal> arguments;
  int number = 0;
  for (mlir::Type type : module().lookupSymbol<mlir::func::FuncOp>(name).getArgumentTypes()) {
    ir::Literal &literal = arguments.emplace_back(llvm::cast<mlir::RankedTensorType>(type));
    for (int64_t i = 0; i < literal.size(); ++i, ++number)
      if (literal.floating())
        literal.setReal(i, 0.3 + 0.9 * std::fmod(number * 0.6180339887, 1.0));
      else
        literal.setInteger(i, number % 3);
  }
  return arguments;
}

int Program::count(llvm::StringRef function, llvm::StringRef operation) {
  int number = 0;
  module().lookupSymbol(function)->walk(
      [&](mlir::Operation *op) { number += op->getName().stripDialect() == operation; });
  return number;
}

namespace {

long double difference(Program &program, std::vector<ir::Literal> arguments, size_t number, int64_t element) {
  constexpr double step = 1e-4;
  double at = static_cast<double>(arguments[number].real(element));
  auto value = [&](double x) {
    arguments[number].setReal(element, x);
    return program.evaluate("f", arguments).front().real(0);
  };
  // Fourth order: error step^4.
  return (8 * (value(at + step) - value(at - step)) - (value(at + 2 * step) - value(at - 2 * step))) / (12 * step);
}

} // namespace

void expectGradients(llvm::StringRef text, double tolerance) {
  Program written(text), cleaned(text);
  written.expand();
  cleaned.expand();
  cleaned.cleanUp();
  std::vector<ir::Literal> arguments = written.someArguments("f");
  std::vector<ir::Literal> cleanedArguments = cleaned.someArguments("f");
  std::vector<ir::Literal> plain = written.evaluate("g", arguments), clean = cleaned.evaluate("g", cleanedArguments);
  ASSERT_EQ(plain.size(), clean.size());
  for (size_t number = 0; number < plain.size(); ++number)
    for (int64_t i = 0; i < plain[number].size(); ++i) {
      double expected = static_cast<double>(difference(written, arguments, number, i));
      EXPECT_NEAR(static_cast<double>(plain[number].real(i)), expected, tolerance)
          << "argument " << number << ", " << i;
      EXPECT_NEAR(static_cast<double>(clean[number].real(i)), expected, tolerance)
          << "argument " << number << ", " << i;
    }
}

} // namespace burin::tests
