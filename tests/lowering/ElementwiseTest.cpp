// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

using namespace burin::testing;

TEST(Elementwise, fuses_a_chain_into_one_kernel) {
  Compiled c({"33x17xf32", "33x17xf32"}, [](Emit &e, Values v) -> Results {
    Value s = e.tanh(e.mul(e.add(v[0], v[1]), v[0]));
    return {e.sub(e.exp(s), e.select(e.compare(s, v[1], "lt"), v[0], s))};
  });
  c.check();
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Elementwise, runs_over_all_axes_as_one_loop_when_accesses_permit) {
  Compiled c({"4x5x6xf32", "4x5x6xf32"}, [](Emit &e, Values v) -> Results { return {e.add(v[0], v[1])}; });
  std::string loops = c.until("loops");
  EXPECT_EQ(loops.find("remui"), std::string::npos);
  EXPECT_EQ(loops.find("scf.for", loops.find("scf.for") + 1), std::string::npos) << loops;
  c.check(0);
}

TEST(Elementwise, broadcasts_along_rows_and_columns) {
  Compiled c({"6x7xf32", "7xf32", "6xf32", "f32"}, [](Emit &e, Values v) -> Results {
    Value rows = e.broadcast(v[1], {6, 7}, {1}), columns = e.broadcast(v[2], {6, 7}, {0});
    return {e.add(e.mul(v[0], rows), e.sub(columns, e.broadcast(v[3], {6, 7}, {})))};
  });
  c.check(1);
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Elementwise, reshapes_inside_a_chain_need_no_division) {
  Compiled c({"4x6xf32", "24xf32"},
             [](Emit &e, Values v) -> Results { return {e.add(e.reshape(e.exp(v[0]), {24}), v[1])}; });
  EXPECT_EQ(c.until("loops").find("divui"), std::string::npos);
  c.check();
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Elementwise, reshapes_regroup_axes) {
  Compiled c({"4x6x5xf32", "8x3x5xf32", "5xf32"}, [](Emit &e, Values v) -> Results {
    Value bias = e.broadcast(v[2], {4, 6, 5}, {2});
    return {e.add(e.reshape(e.exp(e.add(v[0], bias)), {8, 3, 5}), v[1])};
  });
  c.check();
}

TEST(Elementwise, moves_elements) {
  Compiled c({"5x7xf32", "f32"}, [](Emit &e, Values v) -> Results {
    Value t = e.transpose(v[0], {1, 0});
    Value p = e.pad(v[0], v[1], {1, -1}, {2, 3}, {1, 0});
    Value s = e.slice(v[0], {1, 0}, {5, 7}, {2, 3});
    return {t, p, s, e.concatenate({s, e.reverse(s, {1})}, 0)};
  });
  c.check(0);
}

TEST(Elementwise, handles_every_dtype) {
  for (const char *dtype : {"i8", "i16", "i32", "i64", "ui8", "ui16", "ui32", "ui64", "f16", "bf16", "f32", "f64"}) {
    SCOPED_TRACE(dtype);
    std::string type = std::string("37x") + dtype;
    Compiled c({type, type}, [](Emit &e, Values v) -> Results {
      Value larger = e.compare(v[0], v[1], "gt");
      return {e.mul(e.add(v[0], v[1]), v[0]), larger, e.select(larger, v[0], v[1])};
    });
    c.check(1);
  }
}

TEST(Elementwise, bool_is_one_byte_of_zero_or_one) {
  Compiled c({"9xi1", "9xi1"}, [](Emit &e, Values v) -> Results {
    return {e.logicalAnd(v[0], e.logicalNot(v[1])), e.convert(v[0], e.b.getF32Type())};
  });
  c.check(0);
}

TEST(Elementwise, scalars_and_empty_arrays) {
  Compiled c({"f32", "0x3xf32", "1x1xf64"},
             [](Emit &e, Values v) -> Results { return {e.add(v[0], e.scalar(1, v[0])), e.exp(v[1]), e.neg(v[2])}; });
  c.check();
}

TEST(Elementwise, results_that_are_arguments_or_equal) {
  Compiled c({"8xf32"}, [](Emit &e, Values v) -> Results {
    Value x = e.neg(v[0]);
    return {v[0], x, x, e.reshape(v[0], {2, 4}), e.zeros(Emit::typeOf(x))};
  });
  c.check(0);
}

TEST(Elementwise, a_large_loop_is_divided_over_threads) {
  Compiled c({"1000x999xf32"}, [](Emit &e, Values v) -> Results { return {e.tanh(v[0])}; });
  EXPECT_NE(c.until("llvm").find("burin_parallel_for"), std::string::npos);
  c.check();
}

TEST(Elementwise, small_loops_are_not) {
  Compiled c({"1000xf32"}, [](Emit &e, Values v) -> Results { return {e.tanh(v[0])}; });
  EXPECT_EQ(c.until("llvm").find("burin_parallel_for"), std::string::npos);
}

TEST(Elementwise, is_vectorized) {
  Compiled c({"4096xf32", "4096xf32"}, [](Emit &e, Values v) -> Results { return {e.mul(e.add(v[0], v[1]), v[0])}; });
  std::string text = c.until("asm");
  EXPECT_NE(text.find("addps"), std::string::npos) << text;
}
