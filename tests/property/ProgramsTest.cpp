// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random programs agree between the evaluator, operations compiled one by one, and one compiled program.
#include "tests/property/Comparison.h"
#include "tests/property/Minimizer.h"
#include "tests/property/Templates.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace mlir;

namespace burin::tests {
namespace {

constexpr unsigned parts = 8;

/// BURIN_RANDOM_PROGRAMS: how many, of consecutive seeds from BURIN_RANDOM_SEED on. BURIN_RANDOM_PRINT: each before it
/// runs, for those that crash.
unsigned numberOf(const char *variable, unsigned otherwise) {
  const char *text = std::getenv(variable);
  return text ? static_cast<unsigned>(std::atoi(text)) : otherwise;
}

class RandomPrograms : public ::testing::TestWithParam<unsigned> {};

void expectAgreement(unsigned seed) {
  Context context;
  Subject subject = randomProgram(context, seed);
  if (std::getenv("BURIN_RANDOM_PRINT"))
    (llvm::outs() << "seed " << seed << "\n" << subject.text()).flush();
  std::string problem = disagreement(subject);
  if (problem.empty())
    return;
  Subject least = minimized(std::move(subject), [](Subject &smaller) { return !disagreement(smaller).empty(); });
  ADD_FAILURE() << "seed " << seed << ": " << problem << "\nalready in the program\n"
                << least.text() << disagreement(least);
}

TEST_P(RandomPrograms, agree) {
  unsigned first = numberOf("BURIN_RANDOM_SEED", 1), count = numberOf("BURIN_RANDOM_PROGRAMS", 2000);
  for (unsigned i = GetParam(); i < count; i += parts)
    expectAgreement(first + i);
}

INSTANTIATE_TEST_SUITE_P(Parts, RandomPrograms, ::testing::Range(0u, parts));

TEST(Generator, usesTheWholeDialectAndUpToThirtyOperations) {
  Context context;
  llvm::StringSet<> used;
  long least = 1000, most = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    Subject subject = randomProgram(context, seed);
    long size = llvm::range_size(subject.body().without_terminator());
    least = std::min(least, size), most = std::max(most, size);
    for (Operation &op : subject.body())
      used.insert(op.getName().stripDialect());
  }
  for (const std::vector<Template> &list : templates())
    EXPECT_TRUE(used.contains(list.front().sample.op)) << list.front().sample.op;
  EXPECT_LE(least, 2);
  EXPECT_GE(most, 30);
}

bool isTanh(Operation &op) { return op.getName().stripDialect() == "tanh"; }

/// A tanh is what these programs are accused of.
TEST(Minimizer, keepsTheOperationThatFails) {
  Context context;
  int found = 0;
  for (unsigned seed = 0; found < 3 && seed < 3000; ++seed) {
    Subject subject = randomProgram(context, seed);
    Operation *terminator = subject.body().getTerminator();
    auto isAccused = [&](Operation &op) { return isTanh(op) && llvm::is_contained(op.getUsers(), terminator); };
    if (llvm::none_of(subject.body(), isAccused) || subject.body().getOperations().size() < 12)
      continue;
    Subject least =
        minimized(std::move(subject), [](Subject &program) { return llvm::any_of(program.body(), isTanh); });
    EXPECT_EQ(llvm::range_size(least.body().without_terminator()), 1) << least.text();
    EXPECT_TRUE(llvm::any_of(least.body(), isTanh));
    ++found;
  }
  EXPECT_EQ(found, 3);
}

/// The bounds are not so wide that they hold everything: a result that is off by a thousandth is seen.
TEST(Comparison, findsAnOperationThatIsALittleWrong) {
  Context context;
  unsigned seen = 0, programs = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    Subject subject = randomProgram(context, seed);
    Reference reference = evaluateWithSpread(subject);
    std::vector<ir::Literal> wrong = reference.results;
    bool changed = false;
    for (ir::Literal &literal : wrong)
      for (int64_t i = 0; i < literal.size(); ++i)
        if (literal.floating() && literal.real(i) != 0 &&
            literal.type().getElementType().getIntOrFloatBitWidth() > 16) {
          literal.setReal(i, literal.real(i) * 1.001L);
          changed = true;
        }
    EXPECT_EQ(difference(reference.results, reference), "");
    programs += changed;
    seen += changed && !difference(wrong, reference).empty();
  }
  EXPECT_GE(programs, 50u);
  EXPECT_GE(seen * 10, programs * 9);
}

} // namespace
} // namespace burin::tests
