// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Arena.h"
#include "tests/lowering/Compiled.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

using burin::lowering::Lifetime;
using namespace burin::testing;

TEST(Arena, reuses_memory_of_the_dead) {
  Lifetime arrays[] = {{1000, 0, 1}, {1000, 2, 3}, {500, 1, 2}};
  EXPECT_EQ(packArena(arrays), 1024 + 512);
  EXPECT_EQ(arrays[0].offset, arrays[1].offset);
}

TEST(Arena, keeps_the_living_apart) {
  Lifetime arrays[] = {{64, 0, 2}, {64, 1, 1}, {64, 2, 3}};
  EXPECT_EQ(packArena(arrays), 128);
  EXPECT_NE(arrays[0].offset, arrays[1].offset);
  EXPECT_NE(arrays[0].offset, arrays[2].offset);
}

// A barrier keeps the kernels apart that fusion would make one.
static Value barrier(Emit &e, Value x) { return e.barrier(x)[0]; }

TEST(Plan, writes_results_where_the_caller_wants_them) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results { return {e.exp(v[0]), e.reduceSum(v[0], {0})}; });
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  EXPECT_EQ(c.executable()->memory().arguments, 256u);
  EXPECT_EQ(c.executable()->memory().outputs, 260u);
}

TEST(Plan, elementwise_chains_stay_in_the_memory_of_their_result) {
  Compiled c({"64xf32"},
             [](Emit &e, Values v) -> Results { return {e.exp(barrier(e, e.neg(barrier(e, e.tanh(v[0])))))}; });
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  EXPECT_EQ(c.kernels(), 3);
  c.check();
}

TEST(Plan, does_not_write_over_an_operand_read_elsewhere) {
  Compiled c({"8x8xf32"}, [](Emit &e, Values v) -> Results {
    Value x = barrier(e, e.exp(v[0]));
    return {e.add(x, e.transpose(x, {1, 0}))};
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 256u);
  c.check();
}

TEST(Plan, does_not_write_an_array_into_the_memory_of_a_result_that_its_head_becomes) {
  Compiled c({"288xf32"}, [](Emit &e, Values v) -> Results {
    Value head = e.slice(barrier(e, e.exp(v[0])), {0}, {264});
    return {e.neg(barrier(e, head))};
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 1152u);
  c.check();
}

TEST(Plan, copies_a_result_that_is_the_head_of_an_array) {
  Compiled c({"288x4xf32"}, [](Emit &e, Values v) -> Results {
    Value sums = e.reduceSum(v[0], {1});
    return {e.slice(sums, {0}, {200}), sums, e.slice(barrier(e, e.exp(v[0])), {0, 0}, {264, 4})};
  });
  c.check();
}

TEST(Plan, does_not_write_over_an_operand_that_lives_on) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results {
    Value x = barrier(e, e.exp(v[0])), y = barrier(e, e.neg(x));
    return {e.mul(x, y)};
  });
  c.check();
}

TEST(Plan, bytes_are_the_peak_of_what_lives) {
  Compiled c({"1024xf32"}, [](Emit &e, Values v) -> Results {
    Value first = barrier(e, e.reduceSum(barrier(e, e.exp(v[0])), {0}));
    Value second = barrier(e, e.exp(e.mul(v[0], e.broadcast(first, {1024}, {}))));
    return {e.reduceMin(second, {0})};
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 4096u + 64u);
}

TEST(Plan, text_names_offsets) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results {
    Value x = barrier(e, e.exp(v[0]));
    return {e.reduceSum(x, {0}), e.reduceMax(x, {0})};
  });
  std::string text = c.until("planned");
  EXPECT_NE(text.find("burin.places = [\"arena 0\"]"), std::string::npos) << text;
  EXPECT_NE(text.find("burin.places = [\"result 1\"]"), std::string::npos) << text;
  EXPECT_NE(text.find("burin.arena_bytes = 256"), std::string::npos) << text;
}

TEST(Plan, calls_in_flight_have_their_own_arena) {
  Compiled c({"257x65xf32"}, [](Emit &e, Values v) -> Results {
    Value x = barrier(e, e.exp(v[0]));
    return {e.add(x, e.broadcast(e.reduceSum(x, {0}), {257, 65}, {1}))};
  });
  ASSERT_GT(c.executable()->memory().temporaries, 0u);
  std::vector<std::vector<burin::ir::Literal>> inputs, expected;
  for (unsigned seed = 0; seed < 4; ++seed) {
    inputs.push_back(c.inputs(seed));
    expected.push_back(c.run(inputs.back()));
  }
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (unsigned t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i)
        wrong += !differenceInBits(c.run(inputs[t]), expected[t]).empty();
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}
