// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives of derivatives, by the passes: jvp of jvp and jvp of vjp are finite differences of the first derivative,
// vjp of vjp is the adjoint of jvp of vjp.
#include "tests/ops/Walk.h"

#include "passes/autodiff/Derivatives.h"

#include "mlir/IR/Verifier.h"

#include <cmath>

using namespace mlir;
using burin::ir::Literal;
using Literals = std::vector<Literal>;

namespace burin::tests {
namespace {

using Axes = std::vector<int64_t>;

class Derivatives {
public:
  explicit Derivatives(Case &c) : c(c), symbols(*c.program.module, [](func::FuncOp) { return success(); }) {
    OpBuilder b(c.op()->getContext());
    b.setInsertionPointAfter(c.op());
    func::ReturnOp::create(b, c.op()->getLoc(), c.op()->getResults());
    passes::updateFunctionType(c.program.function);
  }

  func::FuncOp jvp(func::FuncOp function) {
    auto made = passes::buildJvp(function, floating(function.getArgumentTypes()), symbols);
    EXPECT_TRUE(succeeded(made)) << c.context.takeDiagnostics();
    return succeeded(made) ? *made : nullptr;
  }
  func::FuncOp vjp(func::FuncOp function) {
    SmallVector<bool> zero(floating(function.getResultTypes()).size(), false);
    auto made = passes::buildVjp(function, floating(function.getArgumentTypes()), zero, symbols);
    EXPECT_TRUE(succeeded(made)) << c.context.takeDiagnostics();
    return succeeded(made) ? *made : nullptr;
  }

  Literals evaluate(func::FuncOp function, const Literals &arguments) {
    SmallVector<Literal> results;
    EXPECT_TRUE(succeeded(ir::evaluate(function, arguments, results))) << c.context.takeDiagnostics();
    return {results.begin(), results.end()};
  }

  static Axes floating(TypeRange types) {
    Axes numbers;
    for (auto [i, type] : llvm::enumerate(types))
      if (ir::isFloating(cast<RankedTensorType>(type).getElementType()))
        numbers.push_back(i);
    return numbers;
  }

  Literals draw(TypeRange types) {
    Literals literals;
    for (int64_t i : floating(types))
      literals.push_back(randomLiteral(cast<RankedTensorType>(types[i]), -1, 1, c.random));
    return literals;
  }

  /// Arguments of a derivative of the operation's function: the operands, then random tangents or cotangents.
  Literals argumentsOf(func::FuncOp function) {
    Literals arguments = c.operands;
    for (Literal &drawn : draw(TypeRange(function.getArgumentTypes()).drop_front(c.operands.size())))
      arguments.push_back(std::move(drawn));
    return arguments;
  }

  Case &c;

private:
  passes::FunctionTable symbols; // a single operation leaves nothing to be expanded
};

Literals appended(Literals list, const Literals &more) {
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

/// The tangents that @f_jvp gives along `directions` are differences of @f.
void expectDifferences(Derivatives &d, func::FuncOp function, func::FuncOp jvp, const Literals &at,
                       const Literals &directions) {
  constexpr long double step = 1e-6L;
  Axes numbers = Derivatives::floating(function.getArgumentTypes());
  Literals ends[2];
  for (int side : {0, 1}) {
    Literals moved = at;
    for (auto [i, direction] : llvm::zip_equal(numbers, directions))
      moved[i] = axpy(at[i], side ? step : -step, direction);
    ends[side] = d.evaluate(function, moved);
  }
  Literals results = d.evaluate(jvp, appended(at, directions));
  size_t next = function.getNumResults();
  for (int64_t i : Derivatives::floating(function.getResultTypes())) {
    Literal expected = slope(ends[0][i], ends[1][i], 2 * step);
    EXPECT_EQ(difference(results[next++], expected, 2e-6), "") << "result " << i << " of @" << function.getName().str();
  }
}

long double innerProduct(const Literals &x, const Literals &y) {
  long double sum = 0;
  for (auto [a, b] : llvm::zip_equal(x, y))
    sum += tests::innerProduct(a, b);
  return sum;
}

/// <cotangents, tangents of @f> = <cotangents of arguments, directions>.
void expectAdjoint(Derivatives &d, func::FuncOp function, func::FuncOp jvp, func::FuncOp vjp, const Literals &at,
                   const Literals &directions) {
  Literals cotangents = d.draw(function.getResultTypes());
  Literals forward = d.evaluate(jvp, appended(at, directions));
  Literals backward = d.evaluate(vjp, appended(at, cotangents));
  Literals tangents(forward.begin() + function.getNumResults(), forward.end());
  Literals results(backward.begin() + function.getNumResults(), backward.end());
  long double x = innerProduct(tangents, cotangents), y = innerProduct(directions, results);
  long double scale = std::max({1.0L, std::fabs(x), std::fabs(y)});
  EXPECT_NEAR(static_cast<double>(x / scale), static_cast<double>(y / scale), 1e-11)
      << "of @" << function.getName().str();
}

void expectSecondDerivatives(Case &c) {
  if (c.tangentMasks().empty() || !c.isOfF64() || tangentIsZeroByDefinition(c.sample.op))
    return;
  Derivatives d(c);
  func::FuncOp jvp = d.jvp(c.program.function), vjp = d.vjp(c.program.function);
  ASSERT_TRUE(jvp && vjp);
  func::FuncOp jvpOfJvp = d.jvp(jvp), jvpOfVjp = d.jvp(vjp), vjpOfVjp = d.vjp(vjp);
  ASSERT_TRUE(jvpOfJvp && jvpOfVjp && vjpOfVjp);
  ASSERT_TRUE(succeeded(verify(*c.program.module))) << c.context.takeDiagnostics();

  Literals atJvp = d.argumentsOf(jvp), atVjp = d.argumentsOf(vjp);
  expectDifferences(d, jvp, jvpOfJvp, atJvp, d.draw(jvp.getArgumentTypes()));
  Literals directions = d.draw(vjp.getArgumentTypes());
  expectDifferences(d, vjp, jvpOfVjp, atVjp, directions);
  expectAdjoint(d, vjp, jvpOfVjp, vjpOfVjp, atVjp, directions);
}

} // namespace

TEST_P(Walk, secondDerivativesAreThoseOfTheFirst) { forEachVariant(expectSecondDerivatives); }

} // namespace burin::tests
