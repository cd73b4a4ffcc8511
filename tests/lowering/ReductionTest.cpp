// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include <gtest/gtest.h>

using namespace burin::testing;

TEST(Reduction, over_every_choice_of_axes) {
  for (llvm::SmallVector<int64_t> axes :
       {llvm::SmallVector<int64_t>{}, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}}) {
    SCOPED_TRACE(::testing::PrintToString(std::vector<int64_t>(axes.begin(), axes.end())));
    Compiled c({"5x7x11xf32"}, [&](Emit &e, Values v) -> Results {
      return {e.reduceSum(v[0], axes), e.reduceMax(v[0], axes), e.reduceMin(v[0], axes)};
    });
    c.check(16);
  }
}

TEST(Reduction, of_long_rows_and_many_columns) {
  for (int64_t n : {1, 10, 31, 32, 33, 64, 255, 256, 257, 1000, 1001}) {
    SCOPED_TRACE(n);
    Compiled c({"3x" + std::to_string(n) + "xf32"}, [&](Emit &e, Values v) -> Results {
      Value y = e.mul(v[0], v[0]);
      return {e.reduceSum(y, {1}), e.reduceSum(y, {0}), e.reduceSum(v[0], {0, 1}), e.reduceMax(v[0], {1})};
    });
    c.check(16);
  }
}

TEST(Reduction, of_every_dtype) {
  for (const char *dtype : {"i1", "i8", "i32", "i64", "ui8", "ui32", "f16", "bf16", "f32", "f64"}) {
    SCOPED_TRACE(dtype);
    Compiled c({std::string("4x70x") + dtype}, [&](Emit &e, Values v) -> Results {
      Results results{e.reduceMax(v[0], {1}), e.reduceMin(v[0], {0})};
      if (std::string(dtype) != "i1")
        results.push_back(e.reduceSum(v[0], {1}));
      return results;
    });
    bool accumulatesWider = llvm::StringRef(dtype).ends_with("f16");
    c.check(accumulatesWider ? 1 : 16);
  }
}

TEST(Reduction, pulls_its_producers) {
  Compiled c({"64x10xf32", "10xf32"}, [](Emit &e, Values v) -> Results {
    return {e.reduceSum(e.exp(e.add(v[0], e.broadcast(v[1], {64, 10}, {1}))), {1})};
  });
  c.check(4);
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Reduction, over_nothing) {
  Compiled c({"3x0xf32", "0x4xf32"}, [](Emit &e, Values v) -> Results {
    return {e.reduceSum(v[0], {1}), e.reduceMax(v[0], {1}), e.reduceSum(v[1], {0}), e.reduceSum(v[1], {1})};
  });
  c.check(0);
}

TEST(Reduction, of_more_columns_than_one_strip) {
  Compiled c({"300x777xf32"}, [](Emit &e, Values v) -> Results { return {e.reduceSum(v[0], {0})}; });
  c.check(256); // of sums of 300 numbers, which cancel
}

TEST(Reduction, of_columns_in_parts) {
  const std::pair<const char *, double> sums[] = {
      {"4096x256xf32", 128},
      {"65537x3xf32", 128},
      {"600x5000xf32", 128}, // rounded once for each row of a part
      {"2048x512xbf16", 1},  // and here once in bf16
  };
  for (auto [type, ulps] : sums) {
    SCOPED_TRACE(type);
    Compiled sum({type}, [](Emit &e, Values v) -> Results { return {e.reduceSum(e.abs(v[0]), {0})}; });
    sum.check(ulps);
    Compiled max({type}, [](Emit &e, Values v) -> Results { return {e.reduceMax(v[0], {0})}; });
    max.check(0);
  }
}

TEST(Reduction, softmax_rows) {
  Compiled c({"64x10xf32"}, [](Emit &e, Values v) -> Results {
    Value shifted = e.sub(v[0], e.broadcast(e.reduceMax(v[0], {1}), {64, 10}, {0}));
    Value p = e.exp(shifted);
    return {e.div(p, e.broadcast(e.reduceSum(p, {1}), {64, 10}, {0}))};
  });
  c.check(4);
}

TEST(Reduction, order_does_not_depend_on_what_is_fused) {
  auto program = [](bool fused) {
    return [fused](Emit &e, Values v) -> Results {
      Value x = e.tanh(e.convert(v[0], e.b.getF32Type()));
      if (!fused)
        x = e.barrier(x)[0];
      return {e.reduceSum(x, {1}), e.reduceSum(x, {0}), e.reduceSum(x, {0, 1})};
    };
  };
  Compiled fused({"77x300xf64"}, program(true)), apart({"77x300xf64"}, program(false));
  EXPECT_EQ(differenceInBits(fused.run(fused.inputs(1)), apart.run(apart.inputs(1))), "");
}

TEST(ArgReduction, finds_the_first_extreme) {
  Compiled c({"6x50xf32", "50x3xi32"}, [](Emit &e, Values v) -> Results {
    auto best = [&](const char *name, Value x, int64_t axis) {
      return e.value(name, x, {e.number("axis", axis), e.dtype("dtype", e.b.getI32Type())});
    };
    return {best("argmax", v[0], 1), best("argmin", v[0], 0), best("argmax", v[1], 0), best("argmin", v[1], 1)};
  });
  c.check(0);
}
