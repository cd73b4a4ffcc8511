// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/lowering/Compiled.h"

#include <chrono>
#include <gtest/gtest.h>

using namespace burin::testing;

TEST(Fusion, adam_is_one_kernel_with_three_results) {
  Compiled c({"128x64xf32", "128x64xf32", "128x64xf32", "128x64xf32", "f32"}, [](Emit &e, Values a) -> Results {
    auto scalar = [&](double x) { return e.scalar(x, a[0]); };
    Value g = a[3];
    Value m = e.add(e.mul(scalar(0.9), a[1]), e.mul(scalar(0.1), g));
    Value v = e.add(e.mul(scalar(0.999), a[2]), e.mul(scalar(0.001), e.mul(g, g)));
    Value rate = e.broadcast(e.div(e.scalar(1, a[4]), e.sub(e.scalar(1, a[4]), e.pow(e.scalar(0.9, a[4]), a[4]))),
                             {128, 64}, {});
    Value step = e.div(e.mul(m, rate), e.add(e.sqrt(e.abs(v)), scalar(1e-8)));
    return {e.sub(a[0], step), m, v};
  });
  c.check(64);
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Fusion, equal_structures_share_a_kernel) {
  Compiled c({"32xf32", "32xf32"}, [](Emit &e, Values v) -> Results {
    return {e.exp(e.neg(v[0])), e.exp(e.neg(v[1])), e.exp(e.neg(e.tanh(v[0])))};
  });
  c.check();
  EXPECT_EQ(c.kernels(), 2);
}

TEST(Fusion, loops_over_all_elements_are_shared_between_shapes) {
  Compiled c({"320xf32", "30x5xf32"}, [](Emit &e, Values v) -> Results { return {e.exp(v[0]), e.exp(v[1])}; });
  c.check();
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Fusion, loops_over_few_elements_have_constant_bounds) {
  Compiled c({"4xf32", "3xf32"}, [](Emit &e, Values v) -> Results { return {e.exp(v[0]), e.exp(v[1])}; });
  c.check();
  EXPECT_EQ(c.kernels(), 2);
}

TEST(Fusion, different_attributes_do_not) {
  Compiled c({"4x32xf32"}, [](Emit &e, Values v) -> Results {
    return {e.slice(v[0], {0, 0}, {2, 32}), e.slice(v[0], {2, 0}, {4, 32})};
  });
  c.check(0);
  EXPECT_EQ(c.kernels(), 2);
}

TEST(Fusion, expensive_producers_of_several_kernels_are_computed_once) {
  Compiled c({"64x16xf32"}, [](Emit &e, Values v) -> Results {
    Value x = e.exp(v[0]);
    return {e.reduceSum(x, {1}), e.reduceSum(x, {0})};
  });
  c.check(32);
  EXPECT_EQ(c.kernels(), 2); // the rows write what the columns read
}

TEST(Fusion, cheap_producers_of_several_kernels_are_recomputed) {
  Compiled c({"64x16xf32"}, [](Emit &e, Values v) -> Results {
    Value x = e.mul(v[0], v[0]);
    return {e.reduceSum(x, {1}), e.reduceSum(x, {0})};
  });
  c.check(32);
  EXPECT_EQ(c.kernels(), 2);
}

TEST(Fusion, makes_no_cycle) {
  Compiled c({"16xf32"}, [](Emit &e, Values v) -> Results {
    Value x = e.exp(v[0]);
    Value sum = e.reduceSum(x, {0});
    Value y = e.transpose(e.barrier(e.broadcast(sum, {16, 4}, {}))[0], {1, 0});
    return {e.mul(e.broadcast(x, {4, 16}, {1}), y), x};
  });
  c.check(32);
  EXPECT_EQ(c.kernels(), 3);
}

TEST(Fusion, siblings_that_share_a_producer_are_one_kernel) {
  Compiled c({"16xf32", "16xf32"}, [](Emit &e, Values v) -> Results {
    Value x = e.tanh(e.add(v[0], v[1]));
    return {e.mul(x, v[0]), e.mul(x, v[1])};
  });
  c.check();
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Fusion, expensive_values_are_not_recomputed_for_each_broadcast_row) {
  Compiled c({"16xf32", "64x16xf32"},
             [](Emit &e, Values v) -> Results { return {e.add(v[1], e.broadcast(e.exp(v[0]), {64, 16}, {1}))}; });
  c.check();
  EXPECT_EQ(c.kernels(), 2);
}

TEST(Fusion, does_not_cross_a_barrier) {
  Compiled c({"16xf32"}, [](Emit &e, Values v) -> Results { return {e.neg(e.barrier(e.abs(v[0]))[0])}; });
  c.check(0);
  EXPECT_EQ(c.kernels(), 2);
}

TEST(Fusion, repeated_squaring_does_not_multiply_code) {
  Compiled c({"16xf32"}, [](Emit &e, Values v) -> Results {
    Value x = e.tanh(v[0]);
    for (int i = 0; i < 60; ++i)
      x = e.mul(x, e.sub(e.scalar(1, x), x));
    return {x};
  });
  c.check(64);
}

TEST(Fusion, long_chains_are_cut) {
  Compiled c({"16xf32"}, [](Emit &e, Values v) -> Results {
    Value x = v[0];
    for (int i = 0; i < 900; ++i)
      x = e.sub(e.mul(x, v[0]), v[0]);
    return {x};
  });
  EXPECT_GT(c.kernels(), 1);
}

TEST(Fusion, time_is_linear_in_long_gradients) {
  auto seconds = [](int length) {
    Compiled c({"16xf32"}, [&](Emit &e, Values v) -> Results {
      std::vector<Value> xs{v[0]};
      for (int i = 0; i < length; ++i)
        xs.push_back(e.sin(xs.back()));
      Value ct = e.scalar(1, v[0]);
      for (int i = length; i-- > 0;)
        ct = e.mul(ct, e.cos(xs[i]));
      return {ct};
    });
    auto start = std::chrono::steady_clock::now();
    c.until("fused");
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  seconds(10);
  double shorter = seconds(2000);
  EXPECT_LT(seconds(8000), 16 * shorter); // 4 times as much work
}

TEST(Fusion, dead_operations_vanish) {
  Compiled c({"16xf32"}, [](Emit &e, Values v) -> Results {
    e.reduceSum(e.exp(v[0]), {0});
    return {e.neg(v[0])};
  });
  c.check(0);
  EXPECT_EQ(c.kernels(), 1);
}

TEST(Fusion, refuses_calls) {
  Compiled c(R"(
    func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> { return %x : tensor<4xf32> }
    func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
      %y = burin.call @f(%x) : (tensor<4xf32>) -> tensor<4xf32>
      return %y : tensor<4xf32>
    })");
  c.until("fused");
  EXPECT_TRUE(c.failed);
  EXPECT_EQ(c.diagnostics, "[call] it cannot be fused: the operation is expanded before lowering\n");
}
