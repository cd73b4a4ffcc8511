// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/property/Comparison.h"

#include "passes/Passes.h"
#include "tests/lowering/Compiled.h"
#include "tests/ops/Edges.h"

#include "llvm/ADT/StringSet.h"

#include <cmath>
#include <sstream>

using namespace mlir;
using burin::ir::Literal;

namespace burin::tests {

using Literals = std::vector<Literal>;

static long double unitAt(const Literal &literal, int64_t i) {
  const llvm::fltSemantics &format = cast<FloatType>(literal.type().getElementType()).getFloatSemantics();
  return unitAt(std::fabs(literal.real(i)), format);
}

/// Of integers without rounding: see Fitting.
static bool keepsExact(Operation *op, const llvm::DenseSet<Value> &exact) {
  static const llvm::StringSet<> names{"convert", "mul",         "constant",         "reshape", "slice",
                                       "pad",     "concatenate", "broadcast_in_dim", "iota"};
  return names.contains(op->getName().stripDialect()) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return exact.contains(operand); });
}

static llvm::DenseSet<Value> exactValues(Block &body) {
  llvm::DenseSet<Value> exact;
  auto add = [&](Value value, bool always) {
    if (always || !ir::isFloating(ir::Emit::typeOf(value).getElementType()))
      exact.insert(value);
  };
  for (Value argument : body.getArguments())
    add(argument, false);
  for (Operation &op : body.without_terminator())
    for (Value result : op.getResults())
      add(result, keepsExact(&op, exact));
  return exact;
}

static void moveByUnits(Literal &literal, Random &random) {
  std::uniform_int_distribution<int> step(-1, 1);
  for (int64_t i = 0; i < literal.size(); ++i)
    if (std::isfinite(literal.real(i)))
      literal.setReal(i, literal.real(i) + step(random) * unitAt(literal, i));
}

static Literals evaluate(Subject &subject, Random *random) {
  Block &body = subject.body();
  ir::Evaluator evaluator;
  for (auto [argument, input] : llvm::zip_equal(body.getArguments(), subject.inputs))
    evaluator.set(argument, input);
  llvm::DenseSet<Value> exact = exactValues(body);
  for (Operation &op : body.without_terminator()) {
    if (failed(evaluator.run(&op)))
      llvm::report_fatal_error("a random program does not evaluate");
    for (Value result : op.getResults())
      if (random && !exact.contains(result) && evaluator.get(result).floating()) {
        Literal moved = evaluator.get(result);
        moveByUnits(moved, *random);
        evaluator.set(result, moved);
      }
  }
  Literals results;
  for (Value value : body.getTerminator()->getOperands())
    results.push_back(evaluator.get(value));
  return results;
}

static long double distance(const Literal &x, const Literal &y) {
  long double greatest = 0;
  for (int64_t i = 0; x.floating() && i < x.size(); ++i)
    if (std::isfinite(x.real(i)) && std::isfinite(y.real(i)))
      greatest = std::max(greatest, std::fabs(x.real(i) - y.real(i)));
  return greatest;
}

Reference evaluateWithSpread(Subject &subject) {
  Reference reference;
  reference.results = evaluate(subject, nullptr);
  reference.spread.resize(reference.results.size());
  for (unsigned seed : {1u, 2u, 3u}) {
    Random random(seed);
    Literals moved = evaluate(subject, &random);
    for (size_t i = 0; i < moved.size(); ++i)
      reference.spread[i] = std::max(reference.spread[i], distance(reference.results[i], moved[i]));
  }
  return reference;
}

/// A barrier behind every operation.
static void separate(Block &body) {
  for (Operation &op : llvm::make_early_inc_range(body.without_terminator())) {
    OpBuilder b(op.getContext());
    b.setInsertionPointAfter(&op);
    auto apart = ir::Emit(b, op.getLoc()).barrier(op.getResults());
    for (auto [result, copy] : llvm::zip_equal(op.getResults(), apart))
      result.replaceAllUsesExcept(copy, copy.getOwner());
  }
}

/// The same elements in types of another context.
static Literal withType(RankedTensorType type, const Literal &literal) {
  Literal copy(type);
  for (int64_t i = 0; i < copy.size(); ++i)
    if (copy.floating())
      copy.setReal(i, literal.real(i));
    else
      copy.setInteger(i, literal.integer(i));
  return copy;
}

Literals runCompiled(Subject &subject, Mode mode, std::string &problem) {
  Subject copy = subject.clone();
  if (mode == Mode::eager)
    separate(copy.body());
  else if (failed(passes::inlineCalls(*copy.module)) || failed(passes::simplify(*copy.module))) {
    problem = "clean-up fails";
    return {};
  }
  testing::Compiled compiled(copy.text());
  if (!compiled.executable()) {
    problem = "does not compile: " + compiled.diagnostics;
    return {};
  }
  Literals results;
  for (auto [literal, type] : llvm::zip_equal(compiled.run(subject.inputs), subject.main().getResultTypes()))
    results.push_back(withType(cast<RankedTensorType>(type), literal));
  return results;
}

static std::string describe(const char *what, size_t result, int64_t element, const auto &got, const auto &want) {
  std::ostringstream out;
  out.precision(17);
  out << what << ", result " << result << ", element " << element << ": " << got << " and " << want;
  return out.str();
}

/// Without tolerance zeros of both signs differ.
static bool same(const Literal &x, const Literal &y, int64_t i, long double tolerance) {
  if (!x.floating())
    return x.integer(i) == y.integer(i);
  long double a = x.real(i), b = y.real(i);
  if (a == b)
    return tolerance > 0 || std::signbit(a) == std::signbit(b);
  return (std::isnan(a) && std::isnan(b)) || std::fabs(a - b) <= tolerance;
}

/// `reference`: null for bit for bit.
static std::string compare(const char *what, const Literals &got, const Literals &want, const Reference *reference) {
  for (size_t r = 0; r < want.size(); ++r) {
    long double unit = 0;
    for (int64_t i = 0; want[r].floating() && i < want[r].size(); ++i)
      unit = std::max(unit, std::isfinite(want[r].real(i)) ? unitAt(want[r], i) : 0);
    long double tolerance = reference ? 8 * reference->spread[r] + 4 * unit : 0;
    for (int64_t i = 0; i < want[r].size(); ++i)
      if (!same(got[r], want[r], i, tolerance))
        return want[r].floating() ? describe(what, r, i, got[r].real(i), want[r].real(i))
                                  : describe(what, r, i, got[r].integer(i), want[r].integer(i));
  }
  return "";
}

std::string difference(const Literals &results, const Reference &reference) {
  return compare("compiled and evaluated", results, reference.results, &reference);
}

std::string disagreement(Subject &subject) {
  std::string problem;
  Literals jit = runCompiled(subject, Mode::jit, problem);
  Literals eager = problem.empty() ? runCompiled(subject, Mode::eager, problem) : Literals();
  if (!problem.empty())
    return problem;
  Reference reference = evaluateWithSpread(subject);
  problem = difference(jit, reference);
  if (problem.empty())
    problem = difference(eager, reference);
  return problem.empty() ? compare("jit and eager", jit, eager, nullptr) : problem;
}

} // namespace burin::tests
