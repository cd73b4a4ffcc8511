// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

using namespace burin::testing;

/// A program for a machine with a last-level cache of 1 KB.
static Compiled onSmallCache(std::vector<std::string> types, Compiled::Body body) {
  burin::lowering::Target target = burin::lowering::hostTarget();
  target.l3Bytes = 1024;
  return Compiled(std::move(types), std::move(body), target);
}

static bool streams(Compiled &c) {
  std::string assembly = c.until("asm");
  bool stores = assembly.find("movnt") != std::string::npos, waits = assembly.find("sfence") != std::string::npos;
  EXPECT_EQ(stores, waits) << assembly;
  return stores;
}

static Results affine(Emit &e, Values v) { return {e.add(e.mul(v[0], e.scalar(2, v[0])), e.scalar(1, v[0]))}; }

#if defined(__x86_64__)
TEST(Streaming, of_results_larger_than_the_caches) {
  Compiled large = onSmallCache({"1000xf32"}, affine), bytes = onSmallCache({"2000xi8"}, affine);
  EXPECT_TRUE(streams(large));
  EXPECT_TRUE(streams(bytes));
}
#endif

TEST(Streaming, does_not_happen_where_results_fit_in_the_caches) {
  Compiled small = onSmallCache({"256xf32"}, affine), usual({"100000xf32"}, affine);
  EXPECT_FALSE(streams(small));
  EXPECT_FALSE(streams(usual));
}

TEST(Streaming, does_not_happen_where_rows_are_not_whole_cache_lines) {
  Compiled c = onSmallCache({"100x33xf32", "33xf32"}, [](Emit &e, Values v) -> Results {
    return {e.add(v[0], e.broadcast(v[1], {100, 33}, {1}))};
  });
  EXPECT_FALSE(streams(c));
  c.check();
}

TEST(Streaming, writes_every_element) {
  for (const char *type : {"257xf32", "1000xf32", "1023xf64", "1025xi8", "3001xi16", "300007xf32"}) {
    Compiled c = onSmallCache({type}, affine);
    c.check();
    c.checkDonated();
  }
}

TEST(Streaming, of_several_results) {
  Compiled c = onSmallCache({"100003xf32", "100003xf32"}, [](Emit &e, Values v) -> Results {
    Value sum = e.add(v[0], v[1]);
    return {sum, e.mul(sum, v[0])};
  });
  c.check();
  c.checkDonated();
}
