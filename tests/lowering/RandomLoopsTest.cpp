// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops and branches around random programs have the bits of the same turns written one after the other.
#include "tests/lowering/Loops.h"
#include "tests/lowering/RandomProgram.h"

#include <gtest/gtest.h>

using namespace burin::testing;

namespace {

constexpr int turns = 3;

/// One turn: each value becomes a result of its type, another value of its type, or stays.
Compiled::Body turnOf(unsigned seed) {
  return [seed](Emit &e, Values values) -> Results {
    std::mt19937 engine(seed);
    Results candidates = RandomProgram(seed).body(false)(e, values), next;
    candidates.insert(candidates.end(), values.begin(), values.end());
    for (Value value : values) {
      Results fitting;
      llvm::copy_if(candidates, std::back_inserter(fitting),
                    [&](Value other) { return other.getType() == value.getType(); });
      next.push_back(fitting[engine() % fitting.size()]);
    }
    return next;
  };
}

/// The values of the turn's number, and what they become.
Compiled::Body withoutNumber(const Compiled::Body &turn) {
  return [turn](Emit &e, Values values) -> Results { return turn(e, values.drop_front()); };
}

Results unrolled(Emit &e, Values values, const Compiled::Body &turn) {
  Results results(values.begin(), values.end());
  for (int i = 0; i < turns; ++i)
    results = turn(e, results);
  return results;
}

Results looped(Emit &e, Values values, const Compiled::Body &turn) {
  return repeat(e, turns, Results(values.begin(), values.end()), withoutNumber(turn));
}

/// Odd turns do nothing, so that there are as many again.
Results branching(Emit &e, Values values, const Compiled::Body &turn) {
  auto body = [&](Emit &e, Values v) -> Results {
    Value odd = e.rem(v[0], e.scalar(2, v[0]));
    auto nothing = [](Emit &, Values v) -> Results { return Results(v.begin(), v.end()); };
    return branchOn(e, odd, Results(v.begin() + 1, v.end()), {turn, nothing});
  };
  return repeat(e, 2 * turns, Results(values.begin(), values.end()), body);
}

Results scanned(Emit &e, Values values, const Compiled::Body &turn) {
  return scan(e, Results(values.begin(), values.end()), {}, {}, {turns, false, 2}, turn);
}

} // namespace

TEST(RandomLoops, have_the_bits_of_their_turns_written_one_after_the_other) {
  using Form = Results (*)(Emit &, Values, const Compiled::Body &);
  for (unsigned seed = 0; seed < 60; ++seed) {
    Compiled::Body turn = turnOf(seed);
    auto program = [&](Form form) {
      return std::make_unique<Compiled>(RandomProgram(seed).types(),
                                        [&, form](Emit &e, Values v) { return form(e, v, turn); });
    };
    auto straight = program(unrolled);
    std::vector<burin::ir::Literal> inputs = straight->inputs(seed), expected = straight->run(inputs);
    for (Form form : {looped, branching, scanned}) {
      auto loop = program(form);
      ASSERT_EQ(differenceInBits(loop->run(inputs), expected), "") << "seed " << seed << "\n" << loop->until("planned");
    }
  }
}
