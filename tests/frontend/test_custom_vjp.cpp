// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of custom_vjp; the numbers of jax.custom_vjp and nnx.custom_vjp are those of tools/golden/make_rules.py.
#include "error_text.h"
#include "floats.h"
#include "tests/nn/golden.h"

#include <array>
#include <cmath>
#include <tuple>
#include <vector>

namespace {

using namespace burin;

struct Foo {
  Array x, y;
};

auto foo_rule(float factor) {
  auto f = custom_vjp([](const Foo &m) { return sin(m.x) * m.y; });
  f.defvjp([](const Foo &m) { return std::pair{sin(m.x) * m.y, std::tuple{cos(m.x), sin(m.x), m}}; },
           [factor](const auto &res, const Array &g) {
             auto &[c, s, m] = res;
             return std::tuple{Foo{.x = c * g * m.y * factor, .y = s * g * factor}};
           });
  return f;
}

void expect_pair(const Foo &got, const golden::Json &wanted) {
  EXPECT_NEAR(number(got.x), wanted.at(0).get<float>(), 1e-5);
  EXPECT_NEAR(number(got.y), wanted.at(1).get<float>(), 1e-5);
  EXPECT_EQ(got.x.shape(), Shape());
  EXPECT_EQ(got.y.shape(), Shape());
}

TEST(CustomVjp, gives_the_numbers_of_nnx_for_modules) {
  const golden::Json table = golden::load("custom_vjp.json");
  for (const golden::Json &entry : table.at("modules"))
    expect_pair(grad(foo_rule(1))(Foo{entry.at("x").get<float>(), entry.at("y").get<float>()}), entry.at("gradient"));
  const auto three_squares = [](const Foo &m) { return 3 * square(foo_rule(1)(m)); };
  expect_pair(jit(grad(three_squares))(Foo{1.f, 2.f}), table.at("three_squares_in_jit"));
  const auto wrong = custom_vjp(
      [](const auto &m) { return sin(m.x) * m.y; }, [](const auto &m) { return std::pair{sin(m.x) * m.y, m}; },
      [](const auto &, const Array &g) { return std::tuple{State{{"x", 123 * g}, {"y", -5 * g}}}; });
  expect_pair(grad(wrong)(Foo{1.f, 2.f}), table.at("wrong_rule"));
}

TEST(CustomVjp, gives_the_numbers_of_jax) {
  const golden::Json table = golden::load("custom_vjp.json");
  const auto expect = [&](const Array &got, const std::string &name) {
    golden::expect_stored(got, table.at(name), 1e-5, 0.1, name);
  };
  const Array x = golden::array(table.at("x")), y = golden::array(table.at("y"));
  const auto f = [](const Array &a, const Array &b) { return foo_rule(1)(Foo{a, b}); };
  const auto [gx, gy] = vmap(grad<0, 1>(f))(x, y);
  expect(gx, "vmap_grad_x");
  expect(gy, "vmap_grad_y");
  expect(jit(grad([&](const Array &a) { return sum(f(a, y)); }))(x), "jit_grad_sum_x");
  expect(vmap(grad(grad(f)))(x, y), "grad_of_grad_x");
  const auto clipped = custom_vjp([](const auto &a) { return a; }, [](const auto &a) { return std::pair{a, none}; },
                                  [](None, const auto &g) { return std::tuple{clip(g, -0.1f, 0.1f)}; });
  const auto cubes = [&](const Array &a) {
    const Array c = clipped(a);
    return sum(c * square(c));
  };
  expect(grad(cubes)(x), "clipped");
}

TEST(CustomVjp, the_rule_is_what_is_used) {
  const auto [value, g] = value_and_grad(foo_rule(2))(Foo{1.f, 2.f});
  EXPECT_NEAR(number(value), std::sin(1.f) * 2, 1e-6);
  EXPECT_NEAR(number(g.x), 2 * 1.0806046, 1e-6);
  const Foo jitted = jit(grad(foo_rule(2)))(Foo{1.f, 2.f});
  EXPECT_NEAR(number(jitted.y), 2 * 0.8414710, 1e-6);
}

TEST(CustomVjp, is_checked_by_check_grads) {
  EXPECT_NO_THROW(check_grads(foo_rule(1), Foo{1.f, 2.f}, {.order = 1, .forward = false}));
  EXPECT_ERROR(CheckError, check_grads(foo_rule(2), Foo{1.f, 2.f}, {.order = 1, .forward = false}), "differs");
}

TEST(CustomVjp, plain_evaluation_runs_the_function_only) {
  int primal = 0, fwd = 0, bwd = 0;
  const auto f = custom_vjp([&](const Array &x) { return ++primal, x * 2; })
                     .defvjp([&](const Array &x) { return ++fwd, std::pair{x * 2, none}; },
                             [&](None, const Array &g) { return ++bwd, std::tuple{g * 5}; });
  EXPECT_EQ(number(f(Array(3.f))), 6);
  EXPECT_EQ(primal, 1);
  EXPECT_EQ(fwd + bwd, 0);
  EXPECT_EQ(number(f(3.f)), 6);
  EXPECT_EQ(number(grad(f)(Array(3.f))), 5);
  EXPECT_EQ(number(jit(f)(Array(3.f))), 6);
}

TEST(CustomVjp, bwd_may_return_a_state_or_none) {
  auto f = custom_vjp([](const Foo &m, const Array &z) { return m.x * m.y * z; });
  f.defvjp([](const Foo &m, const Array &z) { return std::pair{m.x * m.y * z, m}; },
           [](const Foo &, const Array &g) { return std::tuple{State{{"x", g * 100}}, none}; });
  const auto [gm, gz] = grad<0, 1>(f)(Foo{1.f, 2.f}, Array(3.f));
  EXPECT_EQ(number(gm.x), 100);
  EXPECT_EQ(number(gm.y), 0);
  EXPECT_EQ(number(gz), 0);
}

TEST(CustomVjp, generic_functions_take_their_rules_at_once) {
  const auto f = custom_vjp([](auto x, auto y) { return sin(x) * y; },
                            [](auto x, auto y) { return std::pair{sin(x) * y, std::tuple{cos(x), sin(x), y}}; },
                            [](auto &res, auto g) {
                              auto &[c, s, y] = res;
                              return std::tuple{c * g * y, s * g};
                            });
  const auto [gx, gy] = grad<0, 1>(f)(Array(1.f), Array(2.f));
  EXPECT_NEAR(number(gx), std::cos(1.f) * 2, 1e-6);
  EXPECT_NEAR(number(gy), std::sin(1.f), 1e-6);
}

TEST(CustomVjp, integer_arrays_need_no_cotangent) {
  auto f = custom_vjp([](const Array &x, const Array &rows) { return sum(x[rows]); });
  f.defvjp(
      [](const Array &x, const Array &rows) { return std::pair{sum(x[rows]), std::pair{x.shape(), rows}}; },
      [](const auto &res, const Array &g) { return std::tuple{zeros(res.first).at(res.second).add(10 * g), none}; });
  const Array rows = Array::of({2, 0});
  const auto loss = [&](const Array &x) { return f(x, rows); };
  EXPECT_EQ(values(grad(loss)(ones({3}))), (Floats{10, 0, 10}));
  EXPECT_EQ(values(jit(grad(loss))(ones({3}))), (Floats{10, 0, 10}));
}

TEST(CustomVjp, bwd_may_return_any_tuple_of_the_right_length) {
  const auto call = [](auto bwd) {
    auto f = custom_vjp([](const Array &x, const Array &y) { return x * y; });
    f.defvjp([](const Array &x, const Array &y) { return std::pair{x * y, std::pair{x, y}}; }, bwd);
    const auto [gx, gy] = grad<0, 1>(f)(Array(2.f), Array(3.f));
    return Floats{number(gx), number(gy)};
  };
  const auto right = [](const auto &res, const Array &g) { return std::tuple{g * res.second, g * res.first}; };
  EXPECT_EQ(call(right), (Floats{3, 2}));
  EXPECT_EQ(call([=](const auto &res, const Array &g) {
              return std::make_from_tuple<std::pair<Array, Array>>(right(res, g));
            }),
            (Floats{3, 2}));
  EXPECT_EQ(call([](const auto &res, const Array &g) { return std::array{g * res.second, g * res.first}; }),
            (Floats{3, 2}));
}

/// log(1 + exp(x)), whose derivative is 1 for large x, where that of the formula is not a number.
auto log1pexp() {
  auto f = custom_vjp([](const Array &x) { return log(1 + exp(x)); });
  f.defvjp([](const Array &x) { return std::pair{log(1 + exp(x)), x}; },
           [](const Array &x, const Array &g) { return std::tuple{g * (1 - 1 / (1 + exp(x)))}; });
  return f;
}

TEST(CustomVjp, makes_a_derivative_stable) {
  EXPECT_TRUE(std::isnan(number(grad([](const Array &x) { return log(1 + exp(x)); })(Array(100.f)))));
  EXPECT_EQ(number(grad(log1pexp())(Array(100.f))), 1);
  EXPECT_NO_THROW(check_grads(log1pexp(), Array(0.5), {.order = 1, .forward = false}));
}

TEST(CustomVjp, lets_gradients_through_what_is_flat) {
  auto rounded = custom_vjp([](const Array &x) { return round(x); });
  rounded.defvjp([](const Array &x) { return std::pair{round(x), none}; },
                 [](None, const Array &g) { return std::tuple{g}; });
  EXPECT_EQ(values(grad([&](const Array &x) { return sum(rounded(x) * 3); })(Array::of({0.4f, 1.6f}))), (Floats{3, 3}));
}

// What jax calls defvjp_with_logs.
TEST(CustomVjp, an_extra_argument_carries_what_bwd_observes) {
  auto f = custom_vjp([](const Array &x, const Array &) { return x * 2; });
  f.defvjp([](const Array &x, const Array &) { return std::pair{x * 2, none}; },
           [](None, const Array &g) { return std::tuple{g * 2, max(abs(g))}; });
  const auto [gx, largest] = grad<0, 1>(
      [&](const Array &x, const Array &log) { return sum(f(x, log) * Array::of({3.f, -7.f})); })(ones({2}), 0.f);
  EXPECT_EQ(values(gx), (Floats{6, -14}));
  EXPECT_EQ(number(largest), 7);
}

TEST(CustomVjp, plain_numbers_go_through) {
  auto f = custom_vjp([](const Array &x, int n) { return x * n; });
  f.defvjp([](const Array &x, int n) { return std::pair{x * n, n}; },
           [](int n, const Array &g) { return std::tuple{g * n * 10, none}; });
  EXPECT_EQ(number(grad(f)(Array(2.f), 3)), 30);
}

TEST(CustomVjp, clips_gradients_and_differentiates_twice) {
  const auto clipped = custom_vjp([](const Array &x) { return x; })
                           .defvjp([](const Array &x) { return std::pair{x, none}; },
                                   [](None, const Array &g) { return std::tuple{minimum(g, 1.0)}; });
  const auto f = [&](const Array &x) { return clipped(x) * 5.0; };
  EXPECT_EQ(number(grad(f)(Array(2.f))), 1);
  auto square = custom_vjp([](const Array &x) { return x * x; });
  square.defvjp([](const Array &x) { return std::pair{x * x, x}; },
                [](const Array &x, const Array &g) { return std::tuple{2 * x * g}; });
  EXPECT_EQ(number(grad(grad(square))(Array(3.f))), 2);
  EXPECT_EQ(number(jit(grad(grad(square)))(Array(3.f))), 2);
}

TEST(CustomVjp, higher_orders_use_the_rule_again_where_fwd_calls_the_function) {
  // Every derivative of exp is twice as large as the right one.
  auto f = custom_vjp([](const Array &x) { return exp(x); });
  f.defvjp([&f](const Array &x) { return std::pair{f(x), f(x)}; },
           [](const Array &y, const Array &g) { return std::tuple{2 * y * g}; });
  const float e = std::exp(0.5f);
  EXPECT_NEAR(number(grad(f)(Array(0.5f))), 2 * e, 1e-5);
  EXPECT_NEAR(number(grad(grad(f))(Array(0.5f))), 4 * e, 1e-5);
  EXPECT_NEAR(number(jit(grad(grad(f)))(Array(0.5f))), 4 * e, 1e-5);
  EXPECT_NEAR(number(grad(jit(grad(jit([&](const Array &x) { return f(x); }))))(Array(0.5f))), 4 * e, 1e-5);
}

} // namespace
