// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <limits>
#include <tuple>

/// vmap of loops and branches: each row does what it does alone.
namespace {

using namespace burin;

using Ints = std::vector<std::int32_t>;

Ints integers(const Array &x) { return x.to_vector<std::int32_t>(); }

TEST(LoopRows, of_a_scan) {
  const auto f = [](const Array &h, const Array &xs) {
    return lax::scan([](const Array &h, const Array &x) { return std::pair{h * x + 1, h}; }, h, xs);
  };
  const Array h = Array::of({1.f, 2.f}), xs = Array::of({{1.f, 2.f, 3.f}, {-1.f, 0.f, 1.f}});
  const auto check = [&](const std::pair<Array, Array> &all) {
    for (int row = 0; row < 2; ++row) {
      const auto [one, of_one] = f(h[row], xs[row]);
      EXPECT_EQ(number(all.first[row]), number(one));
      EXPECT_EQ(values(all.second[row]), values(of_one));
    }
  };
  check(vmap(f)(h, xs));
  check(jit(vmap(f))(h, xs));
  check(vmap(f, {.in_axes = {0, 1}})(h, transpose(xs)));
}

Array collatz(const Array &n) {
  const auto next = [](const std::pair<Array, Array> &c) {
    return std::pair{where(c.first % 2 == 0, c.first / 2, 3 * c.first + 1).astype(i32), c.second + 1};
  };
  return lax::while_loop([](const auto &c) { return c.first != 1; }, next, std::pair{n, Array(0)}).second;
}

TEST(LoopRows, end_each_on_its_own) {
  const Array starts = Array::of({1, 6, 7, 27});
  EXPECT_EQ(integers(vmap(collatz)(starts)), (Ints{0, 8, 16, 111}));
  EXPECT_EQ(integers(jit(vmap(collatz))(starts)), (Ints{0, 8, 16, 111}));
  EXPECT_EQ(integers(vmap(vmap(collatz))(reshape(starts, {2, 2}))), (Ints{0, 8, 16, 111}));
}

// jax.vmap(jax.lax.fori_loop) turns all rows as often as the one that turns most, and selects.
TEST(LoopRows, with_bounds_of_their_own) {
  const auto power = [](const Array &x, const Array &n) {
    return lax::fori_loop(0, n, [&](const Array &, const Array &c) { return c * x; }, 1.f);
  };
  const Array x = Array::of({2.f, std::numeric_limits<float>::infinity(), -3.f}), n = Array::of({3, 0, 2});
  EXPECT_EQ(values(vmap(power)(x, n)), (Floats{8, 1, 9}));
  EXPECT_EQ(values(vmap(power, {.in_axes = {0, none}})(x, Array(1))), values(x));
  const auto slope = [&](const Array &x, const Array &n) { return grad(power)(x, n); };
  EXPECT_EQ(values(vmap(slope)(x, n)), (Floats{12, 0, -6}));
}

TEST(LoopRows, take_each_its_branch) {
  const auto f = [](const Array &i, const Array &x) {
    return lax::switch_(i, std::tuple{[](const Array &v) { return log(v); }, [](const Array &v) { return -v; }}, x);
  };
  const Array i = Array::of({0, 1, 1}), x = Array::of({1.f, -2.f, 0.f});
  EXPECT_EQ(values(vmap(f)(i, x)), (Floats{0, 2, 0}));
  EXPECT_EQ(values(jit(vmap(f))(i, x)), (Floats{0, 2, 0}));
  const auto slope = [&](const Array &i, const Array &x) { return grad<1>(f)(i, x); };
  EXPECT_EQ(values(vmap(slope)(i, x)), (Floats{1, -1, -1})); // 0 times 1 / 0 is in none
  const auto total = [&](const Array &x) { return sum(vmap(f)(i, x)); };
  EXPECT_EQ(values(grad(total)(x)), (Floats{1, -1, -1}));
}

TEST(LoopRows, cheap_branches_select) {
  const auto f = [](const Array &x) {
    return lax::cond(x > 0, [](const Array &v) { return v + 1; }, [](const Array &v) { return -v; }, x);
  };
  const std::string text = jit(vmap(f)).trace(ones({3})).ir("clean");
  EXPECT_EQ(text.find("burin.case"), std::string::npos) << text;
  EXPECT_NE(text.find("burin.select"), std::string::npos) << text;
  EXPECT_EQ(values(vmap(f)(Array::of({1.f, -2.f, 3.f}))), (Floats{2, 2, 4}));
}

TEST(LoopRows, write_their_state_back) {
  const auto f = [](const Array &n, Array &total) {
    lax::while_loop([&](const Array &i) { return i < n; },
                    [](const Array &i, Array &sum) {
                      sum = sum + 1;
                      return i + 1;
                    },
                    0, {}, total);
    return total;
  };
  Array totals = Array::of({10, 20, 30});
  EXPECT_EQ(integers(vmap(f)(Array::of({0, 1, 2}), totals)), (Ints{10, 21, 32}));
  EXPECT_EQ(integers(totals), (Ints{10, 21, 32}));
}

} // namespace
