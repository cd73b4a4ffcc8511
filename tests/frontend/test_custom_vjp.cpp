// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <cmath>
#include <tuple>
#include <vector>

namespace {

using namespace burin;

struct Foo {
  Array x, y;
};
float number(const Array &x) { return x.item<float>(); }

auto foo_rule(float factor) {
  auto f = custom_vjp([](const Foo &m) { return sin(m.x) * m.y; });
  f.defvjp([](const Foo &m) { return std::pair{sin(m.x) * m.y, std::tuple{cos(m.x), sin(m.x), m}}; },
           [factor](const auto &res, const Array &g) {
             auto &[c, s, m] = res;
             return std::tuple{Foo{.x = c * g * m.y * factor, .y = s * g * factor}};
           });
  return f;
}

TEST(CustomVjp, of_a_module) {
  const Foo g = grad(foo_rule(1))(Foo{1.f, 2.f});
  EXPECT_NEAR(number(g.x), 1.0806046, 1e-6);
  EXPECT_NEAR(number(g.y), 0.8414710, 1e-6);
}

TEST(CustomVjp, the_rule_is_what_is_used) {
  const auto [value, g] = value_and_grad(foo_rule(2))(Foo{1.f, 2.f});
  EXPECT_NEAR(number(value), std::sin(1.f) * 2, 1e-6);
  EXPECT_NEAR(number(g.x), 2 * 1.0806046, 1e-6);
  const Foo jitted = jit(grad(foo_rule(2)))(Foo{1.f, 2.f});
  EXPECT_NEAR(number(jitted.y), 2 * 0.8414710, 1e-6);
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

// y belongs to an enclosing trace.
Array scaled_rule(const Array &x, const Array &y) {
  const auto rule = custom_vjp([](const Array &z) { return z * 2; })
                        .defvjp([](const Array &z) { return std::pair{z * 2, none}; },
                                [&](None, const Array &g) { return std::tuple{g * y}; });
  return checkpoint([&](const Array &z) { return rule(z); })(x);
}

TEST(CustomVjp, inside_checkpoint_and_with_outer_values) {
  const auto f = [](const Array &x, const Array &w) { return scaled_rule(x, w * 3); };
  EXPECT_EQ(number(grad(f)(Array(5.f), Array(5.f))), 15);
  EXPECT_EQ(number(jit(grad(f))(Array(5.f), Array(5.f))), 15);
}

TEST(CustomRule, catches_a_rule_that_closes_over_what_is_differentiated) {
  EXPECT_ERROR(CustomRuleError, grad([](const Array &x) { return scaled_rule(x, x * 3); })(Array(5.f)),
               "[custom_vjp] the rule closes over", "make the closed-over value an argument of the function");
}

TEST(CustomRule, catches_a_missing_rule) {
  const auto f = custom_vjp([](const Array &x) { return x; });
  EXPECT_ERROR(CustomRuleError, grad(f)(Array(1.f)), "[custom_vjp] the function lambda has no derivative rule",
               "test_custom_vjp.cpp:", "defvjp(fwd, bwd)");
}

TEST(CustomRule, catches_fwd_without_residuals) {
  auto f = custom_vjp([](const Array &x) { return x * x; });
  f.defvjp([](const Array &x) { return x * x; }, [](const Array &x, const Array &g) { return std::tuple{x * g}; });
  EXPECT_ERROR(CustomRuleError, grad(f)(Array(1.f)), "fwd must return a pair", "expected std::pair{output, residuals}",
               "Array", "the function lambda is given at", "its rules are given at");
}

TEST(CustomRule, catches_another_output_of_fwd) {
  auto f = custom_vjp([](const Array &x) { return sum(x); });
  f.defvjp([](const Array &x) { return std::pair{x, x}; }, [](const Array &x, const Array &) { return std::tuple{x}; });
  EXPECT_ERROR(CustomRuleError, grad(f)(Array::of({1.f, 2.f, 3.f})), "the output of fwd",
               "expected float32[], got float32[3]");
}

template <class Bwd> void call_with(Bwd bwd) {
  auto f = custom_vjp([](const Foo &m, const Array &z) { return sum(m.x * m.y * z); });
  f.defvjp([](const Foo &m, const Array &z) { return std::pair{sum(m.x * m.y * z), m}; }, bwd);
  grad(f)(Foo{Array::of({1.f, 2.f}), Array(2.f)}, Array(3.f));
}

TEST(CustomRule, catches_wrong_results_of_bwd) {
  EXPECT_ERROR(CustomRuleError, call_with([](const Foo &, const Array &g) { return g; }),
               "bwd must return a std::tuple with one cotangent per argument", "expected a std::tuple of 2", "Array");
  EXPECT_ERROR(CustomRuleError, call_with([](const Foo &m, const Array &) { return std::tuple{m}; }),
               "expected a std::tuple of 2");
  EXPECT_ERROR(CustomRuleError, call_with([](const Foo &m, const Array &g) { return std::tuple{m.x, g}; }),
               "another structure than argument 0: .x");
  EXPECT_ERROR(CustomRuleError, call_with([](const Foo &, const Array &g) { return std::tuple{Foo{g, g}, none}; }),
               "another type than argument 0: .x", "expected float32[2], got float32[]");
  EXPECT_ERROR(CustomRuleError,
               call_with([](const Foo &, const Array &g) { return std::tuple{State{{"w", g}}, none}; }),
               "a path that argument 0 does not have", "got w");
}

TEST(CustomRule, does_not_flag_right_ones) {
  EXPECT_NO_THROW(call_with([](const Foo &m, const Array &g) { return std::tuple{Foo{m.x, g}, g}; }));
  EXPECT_NO_THROW(call_with([](const Foo &m, const Array &) { return std::tuple{Foo{m.x, none}, none}; }));
  EXPECT_NO_THROW(call_with([](const Foo &, const Array &) { return std::tuple{none, Array()}; }));
  EXPECT_NO_THROW(call_with([](const Foo &m, const Array &g) { return std::tuple{m, g.astype(f64)}; }));
}

} // namespace
