// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

using burin::runtime::Donation;
using namespace burin::testing;
using Pairs = std::vector<std::pair<int, int>>;

static Pairs donations(Compiled &c) {
  Pairs pairs;
  for (auto [argument, result] : c.executable()->donations())
    pairs.push_back({argument, result});
  return pairs;
}

static Value barrier(Emit &e, Value x) { return e.barrier(x)[0]; }

TEST(Donation, an_elementwise_result_may_have_the_memory_of_its_operand) {
  Compiled c({"1000xf32"}, [](Emit &e, Values v) -> Results { return {e.exp(v[0])}; });
  EXPECT_EQ(donations(c), (Pairs{{0, 0}}));
  c.check();
  c.checkDonated();
}

TEST(Donation, the_same_code_serves_equal_and_different_pointers) {
  Compiled c({"1000xf32", "1000xf32"}, [](Emit &e, Values v) -> Results {
    Value sum = e.add(v[0], v[1]);
    return {sum, e.mul(sum, v[0])};
  });
  c.donate({{1, 0}, {0, 1}});
  EXPECT_EQ(donations(c), (Pairs{{1, 0}, {0, 1}}));
  c.check();
  c.checkDonated();
}

TEST(Donation, loops_over_pointers_that_may_be_equal_are_vectorized_without_comparing_them) {
  Compiled c({"1000xf32"}, [](Emit &e, Values v) -> Results { return {e.mul(v[0], v[0])}; });
  std::string assembly = c.until("asm");
  EXPECT_NE(assembly.find("mulps"), std::string::npos) << assembly;
  for (llvm::StringRef line : llvm::split(assembly, '\n')) {
    bool compares = line.contains("sub") || line.contains("cmp");
    EXPECT_FALSE(compares && (line.contains("%rdi") || line.contains("%rsi"))) << assembly; // where the arrays arrive
  }
}

TEST(Donation, does_not_overwrite_an_argument_that_is_read_elsewhere) {
  Compiled c({"8x8xf32"}, [](Emit &e, Values v) -> Results { return {e.add(v[0], e.transpose(v[0], {1, 0}))}; });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{}));
  c.check();
}

TEST(Donation, does_not_overwrite_an_argument_that_is_read_later) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results {
    Value first = barrier(e, e.exp(v[0]));
    return {first, e.reduceSum(e.mul(barrier(e, e.tanh(first)), v[0]), {0})};
  });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{}));
  c.check();
}

TEST(Donation, does_not_overwrite_an_argument_that_is_a_result) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results { return {e.exp(v[0]), v[0]}; });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{}));
  c.check();
}

TEST(Donation, does_not_give_memory_of_another_size) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results { return {e.reduceSum(v[0], {0})}; });
  c.donate({{0, -1}});
  EXPECT_EQ(donations(c), (Pairs{}));
}

TEST(Donation, an_update_prefers_the_donor_to_the_gradient) {
  Compiled c({"64x64xf32", "64x64xf32"}, [](Emit &e, Values v) -> Results {
    Value gradient = e.dotGeneral(v[0], v[1], {}, {}, {1}, {0});
    return {e.sub(barrier(e, v[0]), barrier(e, gradient))};
  });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{{0, 0}}));
  EXPECT_EQ(c.executable()->memory().temporaries, 16384u);
  EXPECT_EQ(c.executable()->memory().donated, 16384u);
  c.check(64);
  c.checkDonated(64);
}

TEST(Donation, does_not_cost_memory_where_nothing_is_donated) {
  Compiled c({"64x64xf32", "64x64xf32"}, [](Emit &e, Values v) -> Results {
    Value gradient = e.dotGeneral(v[0], v[1], {}, {}, {1}, {0});
    return {e.sub(barrier(e, v[0]), barrier(e, gradient))};
  });
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  EXPECT_EQ(c.executable()->memory().donated, 0u);
  c.check(64);
}

TEST(Donation, a_chain_may_live_in_the_donor_from_its_first_kernel_on) {
  Compiled c({"64xf32"},
             [](Emit &e, Values v) -> Results { return {e.exp(barrier(e, e.neg(barrier(e, e.tanh(v[0])))))}; });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{{0, 0}}));
  EXPECT_EQ(c.executable()->memory().temporaries, 0u);
  c.check();
  c.checkDonated();
}

TEST(Donation, memory_that_is_free_in_time_goes_to_any_result_of_its_size) {
  Compiled c({"64xf32", "64xf32"}, [](Emit &e, Values v) -> Results {
    Value sum = barrier(e, e.reduceSum(e.mul(v[0], v[1]), {0}));
    return {e.broadcast(sum, {64}, {})};
  });
  c.donate({{1, -1}});
  EXPECT_EQ(donations(c), (Pairs{{1, 0}}));
  c.check();
  c.checkDonated();
}

TEST(Donation, each_argument_and_each_result_is_used_once) {
  Compiled c({"64xf32", "64xf32", "64xf32"},
             [](Emit &e, Values v) -> Results { return {e.add(e.add(v[0], v[1]), v[2]), e.mul(v[0], v[1])}; });
  c.donate({{0, 0}, {1, 0}, {2, 0}});
  EXPECT_EQ(donations(c).size(), 2u);
  c.check();
  c.checkDonated();
}

static Value softmax(Emit &e, Value x) {
  auto spread = [&](Value row) { return e.broadcast(row, Emit::shapeOf(x), {0}); };
  Value p = e.exp(e.sub(x, spread(e.reduceMax(x, {1}))));
  return e.div(p, spread(e.reduceSum(p, {1})));
}

TEST(Donation, a_row_kernel_does_not_write_over_the_rows_that_it_reads_several_times) {
  Compiled c({"64x100xf32"}, [](Emit &e, Values v) -> Results { return {softmax(e, v[0])}; });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{}));
  EXPECT_EQ(c.kernels(), 1);
  c.check();
}

TEST(Donation, rows_that_a_kernel_has_read_are_free_for_what_follows) {
  Compiled c({"64x100xf32", "64x100xf32"}, [](Emit &e, Values v) -> Results {
    return {e.mul(barrier(e, softmax(e, v[0])), v[1]), softmax(e, v[1])};
  });
  c.donate({{0, 0}, {1, 1}});
  EXPECT_EQ(donations(c), (Pairs{{0, 0}}));
  c.check();
  c.checkDonated();
}

TEST(Donation, results_and_donors_of_another_type_share_memory_only_when_reading_is_over) {
  Compiled c({"64xf32"}, [](Emit &e, Values v) -> Results { return {e.convert(v[0], e.b.getIntegerType(32))}; });
  c.donate({{0, 0}});
  EXPECT_EQ(donations(c), (Pairs{}));
}
