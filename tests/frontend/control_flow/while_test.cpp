// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/control_flow/values.h"

/// lax::while_loop, fori_loop, map and associative_scan.
namespace {

using namespace burin;

TEST(WhileLoop, runs_as_long_as_the_condition_holds) {
  const auto below = [](const Array &c) { return c < 100; };
  const auto doubled = [](const Array &c) { return c * 2; };
  EXPECT_EQ(lax::while_loop(below, doubled, 3).item<std::int32_t>(), 192);
  const auto f = jit([&](const Array &x) { return lax::while_loop(below, doubled, x); });
  EXPECT_EQ(number(f(Array(7.f))), 112);
  EXPECT_EQ(number(f(Array(1000.f))), 1000);
}

struct Newton {
  Array x, steps;
};

TEST(WhileLoop, goes_through_trees_and_captures) {
  const auto root = [](const Array &a) {
    return lax::while_loop([&](const Newton &n) { return abs(n.x * n.x - a) > 1e-3 * a; },
                           [&](const Newton &n) { return Newton{.5 * (n.x + a / n.x), n.steps + 1}; },
                           Newton{a, Array(0)});
  };
  const Newton eager = root(Array(9.f)), compiled = jit(root)(Array(9.f));
  EXPECT_NEAR(number(eager.x), 3, 1e-3);
  EXPECT_EQ(number(eager.x), number(compiled.x));
  EXPECT_EQ(eager.steps.item<std::int32_t>(), 4);
}

TEST(WhileLoop, promotes_a_weak_carry) {
  const Array y = lax::while_loop([](const Array &c) { return c < 10; }, [](const Array &c) { return c * 1.5; }, 1);
  EXPECT_EQ(y.dtype(), f32);
  EXPECT_EQ(number(y), 11.390625f); // jax.lax.while_loop
}

TEST(WhileLoop, equal_types_are_traced_once) {
  static int traces;
  traces = 0;
  const auto step = [](const Array &c) { return ++traces, c + 1; };
  for (int i = 0; i < 5; ++i)
    lax::while_loop([](const Array &c) { return c < 10; }, step, Array::of(float(i)));
  EXPECT_EQ(traces, 1);
}

TEST(ForiLoop, counts) {
  const auto add = [](const Array &i, const Array &c) { return c + i; };
  EXPECT_EQ(lax::fori_loop(3, 6, add, 0).item<std::int32_t>(), 12);
  EXPECT_EQ(lax::fori_loop(0, Array(4), add, 0).item<std::int32_t>(), 6);
  EXPECT_EQ(lax::fori_loop(5, 3, add, 7).item<std::int32_t>(), 7);
  EXPECT_EQ(lax::fori_loop(Array(5), 3, add, 7).item<std::int32_t>(), 7);
  const auto f = jit([&](const Array &n) { return lax::fori_loop(-2, n, add, zeros({2})); });
  EXPECT_EQ(values(f(Array(2))), (Floats{-2, -2}));
}

TEST(ForiLoop, the_index_has_the_dtype_of_the_bounds) {
  const auto last = [](const Array &i, const Array &) { return i; };
  EXPECT_EQ(lax::fori_loop(0, 3, last, 0).dtype(), i32);
  EXPECT_EQ(lax::fori_loop(0, Array::of(std::int64_t{3}), last, Array::of(std::int64_t{0})).dtype(), i64);
  const Array small = lax::fori_loop(0, 3, [](const Array &i, const Array &c) { return c + i; }, zeros({}, i8));
  EXPECT_EQ(small.dtype(), i8); // numbers are weak, as in JAX
}

TEST(ForiLoop, takes_options) {
  const auto add = [](const Array &i, const Array &c) { return c + i; };
  const auto known = jit([&](const Array &x) { return lax::fori_loop(0, 3, add, x, {.unroll = 2}); });
  const auto kept = jit([&](const Array &x) { return lax::fori_loop(0, 3, add, x, {.checkpoints = 2}); });
  const auto unknown = jit([&](const Array &x) { return lax::fori_loop(0, x.astype(i32), add, x); });
  EXPECT_EQ(number(known(Array(1.f))), 4);
  EXPECT_EQ(number(kept(Array(1.f))), 4);
  EXPECT_EQ(number(unknown(Array(3.f))), 6);
}

TEST(Map, takes_one_row_at_a_time) {
  const Array xs = Array::of({{1.f, 2.f}, {3.f, 4.f}, {5.f, 6.f}});
  const auto f = [](const Array &row) { return std::pair{sum(row), row * 2}; };
  const auto [sums, doubled] = lax::map(f, xs);
  EXPECT_EQ(values(sums), (Floats{3, 7, 11}));
  EXPECT_EQ(values(doubled), (Floats{2, 4, 6, 8, 10, 12}));
  EXPECT_EQ(lax::map(f, zeros({0, 2})).second.shape(), (Shape{0, 2}));
}

TEST(AssociativeScan, combines_neighbours_first) {
  const auto multiply = [](const Array &a, const Array &b) { return a * b; };
  for (const int n : {0, 1, 2, 3, 5, 8}) {
    const Array xs = arange(1, n + 1).astype(f32);
    Floats expected, backward(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i)
      expected.push_back(float(i + 1) * (i ? expected.back() : 1));
    for (int i = n; i-- > 0;)
      backward[static_cast<std::size_t>(i)] =
          float(i + 1) * (i + 1 < n ? backward[static_cast<std::size_t>(i) + 1] : 1);
    EXPECT_EQ(values(lax::associative_scan(multiply, xs)), expected);
    EXPECT_EQ(values(lax::associative_scan(multiply, xs, {.reverse = true})), backward);
  }
}

// x = a x + b as an operator on (a, b): jax.lax.associative_scan.
TEST(AssociativeScan, takes_trees_and_axes) {
  const auto affine = [](const std::pair<Array, Array> &f, const std::pair<Array, Array> &g) {
    return std::pair{f.first * g.first, f.second * g.first + g.second};
  };
  const Array a = arange(1, 6).astype(f32), b = ones({5});
  const auto [p, q] = lax::associative_scan(affine, std::pair{a, b}, {.reverse = true});
  EXPECT_EQ(values(p), (Floats{120, 120, 60, 20, 5}));
  EXPECT_EQ(values(q), (Floats{34, 33, 16, 5, 1}));
  const Array table = Array::of({{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}});
  const auto plus = [](const Array &x, const Array &y) { return x + y; };
  EXPECT_EQ(values(lax::associative_scan(plus, table, {.axis = -1})), (Floats{1, 3, 6, 4, 9, 15}));
  EXPECT_EQ(values(jit([&](const Array &t) { return lax::associative_scan(plus, t); })(table)),
            (Floats{1, 2, 3, 5, 7, 9}));
}

} // namespace
