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

TEST(CustomVjp, gives_the_numbers_of_jax) {
  const Foo other = grad(foo_rule(1))(Foo{0.3f, -1.7f});
  EXPECT_NEAR(number(other.x), -1.6240720, 1e-6);
  EXPECT_NEAR(number(other.y), 0.2955202, 1e-6);
  const auto three_squares = [](const Foo &m) { return 3 * square(foo_rule(1)(m)); };
  const Foo g = jit(grad(three_squares))(Foo{1.f, 2.f});
  EXPECT_NEAR(number(g.x), 10.9115686, 1e-5);
  EXPECT_NEAR(number(g.y), 8.4968805, 1e-5);
  const Array x = Array::of({-0.80193144f, -1.32435894f, -0.24836162f, 0.42044523f, 1.13604653f, 0.1097064f}),
              y = Array::of({1.05311573f, 1.77649128f, -2.5532918f, -0.13796507f, 1.01371944f, 1.35214186f});
  const auto f = [](const Array &a, const Array &b) { return foo_rule(1)(Foo{a, b}); };
  const auto expect = [](const Array &got, const std::vector<float> &wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      EXPECT_NEAR(got.to_vector<float>()[i], wanted[i], 2e-6);
  };
  const auto [gx, gy] = vmap(grad<0, 1>(f))(x, y);
  expect(gx, {0.7322523f, 0.4333759f, -2.4749479f, -0.1259493f, 0.4269619f, 1.3440131f});
  expect(gy, {-0.7187004f, -0.9697877f, -0.2458162f, 0.4081669f, 0.9069754f, 0.1094866f});
  expect(jit(grad([&](const Array &a) { return sum(f(a, y)); }))(x), gx.to_vector<float>());
  expect(vmap(grad(grad(f)))(x, y), {0.7568747f, 1.7228193f, -0.6276404f, 0.0563128f, -0.9194186f, -0.1480412f});
  const auto clipped = custom_vjp([](const Array &a) { return a; }, [](const auto &a) { return std::pair{a, none}; },
                                  [](None, const auto &g) { return std::tuple{clip(g, -0.1f, 0.1f)}; });
  expect(grad([&](const Array &a) { return sum(clipped(a) * square(clipped(a))); })(x),
         {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.0361065f});
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

TEST(CustomVjp, rules_are_traced_where_something_is_differentiated) {
  int fwd = 0;
  auto f = custom_vjp([](const Array &x) { return x * 2; });
  f.defvjp([&](const Array &x) { return ++fwd, std::pair{x * 2, none}; },
           [](None, const Array &g) { return std::tuple{g * 5}; });
  const auto inner = jit([&](const Array &x) { return f(x); });
  EXPECT_EQ(number(jit([&](const Array &x) { return inner(x) + vmap(inner)(reshape(x, {1}))[0]; })(Array(3.f))), 12);
  EXPECT_EQ(number(checkpoint(inner)(Array(3.f))), 6);
  EXPECT_EQ(fwd, 0);
  // What was traced for evaluation does not serve a derivative of the same program.
  EXPECT_EQ(number(jit([&](const Array &x) { return inner(x) + grad(inner)(x); })(Array(3.f))), 11);
  EXPECT_EQ(number(jit([&](const Array &x) { return grad(inner)(x) + inner(x); })(Array(3.f))), 11);
  EXPECT_GT(fwd, 0);
}

TEST(CustomVjp, nondiff_arguments_come_first) {
  auto f = custom_vjp<nondiff<1, -1>>(
      [](const Array &x, const std::vector<int> &n, const Foo &m, float scale) { return x * n[0] * m.x * scale; });
  f.defvjp([](const Array &x, const std::vector<int> &n, const Foo &m,
              float scale) { return std::pair{x * n[0] * m.x * scale, m}; },
           [](const std::vector<int> &n, float scale, const Foo &m, const Array &g) {
             return std::tuple{g * n[1] * scale, Foo{.x = g * m.x, .y = none}};
           });
  const std::vector<int> n{2, 30};
  const auto loss = [&](const Array &x, const Foo &m) { return f(x, n, m, 0.5f); };
  EXPECT_EQ(number(loss(Array(3.f), Foo{4.f, 1.f})), 12);
  const auto [gx, gm] = grad<0, 1>(loss)(Array(3.f), Foo{4.f, 1.f});
  EXPECT_EQ(number(gx), 15);
  EXPECT_EQ(number(gm.x), 4);
  EXPECT_EQ(number(gm.y), 0);
  const auto generic = custom_vjp<nondiff<0>>([](auto n, auto x) { return x * n; },
                                              [](auto n, auto x) { return std::pair{x * n, none}; },
                                              [](auto n, None, auto g) { return std::tuple{g * n * 10}; });
  EXPECT_EQ(number(grad([&](const Array &x) { return generic(3, x); })(Array(2.f))), 30);
  EXPECT_EQ(number(jit(grad([&](const Array &x) { return generic(3, x); }))(Array(2.f))), 30);
}

TEST(CustomVjp, an_array_may_be_nondiff_until_it_is_differentiated) {
  auto f = custom_vjp<nondiff<1>>([](const Array &x, const Array &w) { return x * w; });
  f.defvjp([](const Array &x, const Array &w) { return std::pair{x * w, none}; },
           [](const Array &w, None, const Array &g) { return std::tuple{g * w * 10}; });
  const auto by_x = [&](const Array &x, const Array &w) { return f(x, w * 2); };
  EXPECT_EQ(number(grad(by_x)(Array(3.f), Array(2.f))), 40);
  EXPECT_EQ(number(jit(grad(by_x))(Array(3.f), Array(2.f))), 40);
  EXPECT_ERROR(CustomRuleError, grad<1>(by_x)(Array(3.f), Array(2.f)), "[custom_vjp] the rule closes over a float32[]",
               "make the closed-over value an argument of the function");
}

TEST(CustomVjp, bound_by_a_pointer_to_member) {
  struct Scale {
    Array by;
    Array apply(const Array &x) const { return x * by; }
  };
  auto f = custom_vjp(&Scale::apply);
  f.defvjp([](const Scale &s, const Array &x) { return std::pair{x * s.by, std::pair{s.by, x}}; },
           [](const auto &res, const Array &g) { return std::tuple{Scale{g * res.second * 10}, g * res.first * 100}; });
  const auto [gs, gx] = grad<0, 1>(f)(Scale{2.f}, Array(3.f));
  EXPECT_EQ(number(gs.by), 30);
  EXPECT_EQ(number(gx), 200);
}

TEST(CustomVjp, rules_branch_on_values_outside_of_jit) {
  auto f = custom_vjp([](const Array &x) { return x > 0 ? x * 2 : x * 3; });
  f.defvjp([](const Array &x) { return std::pair{x > 0 ? x * 2 : x * 3, x}; },
           [](const Array &x, const Array &g) { return std::tuple{x > 0 ? g * 20 : g * 30}; });
  EXPECT_EQ(number(grad(f)(Array(1.f))), 20);
  EXPECT_EQ(number(grad(f)(Array(-1.f))), 30);
  EXPECT_ERROR(BoolConversionError, jit(grad(f))(Array(1.f)), "`lambda` (traced for custom_vjp at");
  auto by_cotangent = custom_vjp([](const Array &x) { return x; });
  by_cotangent.defvjp([](const Array &x) { return std::pair{x, none}; },
                      [](None, const Array &g) { return std::tuple{g > 0 ? g : -g}; });
  EXPECT_ERROR(BoolConversionError, grad(by_cotangent)(Array(1.f)), "`lambda (bwd)` (traced for custom_vjp at",
               "It depends on the value of cotangent.");
}

TEST(CustomVjp, has_no_forward_mode) {
  const auto f = foo_rule(1);
  const Foo at{1.f, 2.f};
  const char *text = "[custom_vjp] can't apply forward-mode autodiff (jvp) to a custom_vjp function; use grad or vjp";
  EXPECT_ERROR(CustomRuleError, jvp(f, at, at), text, "test_custom_vjp.cpp:");
  EXPECT_ERROR(CustomRuleError, jit([&](const Foo &m) { return jvp(f, m, m).second; })(at), text);
  EXPECT_ERROR(CustomRuleError, jvp(jit([&](const Foo &m) { return f(m); }), at, at), text);
  EXPECT_ERROR(CustomRuleError, jvp(vmap([&](const Array &x) { return f(Foo{x, x}); }), ones({2}), ones({2})), text);
  EXPECT_ERROR(CustomRuleError, jacfwd([&](const Array &x) { return f(Foo{x, x}); })(Array(1.f)), text);
}

TEST(CustomVjp, is_checked_by_check_grads) {
  EXPECT_NO_THROW(check_grads(foo_rule(1), Foo{1.f, 2.f}, {.order = 1, .forward = false}));
  EXPECT_ERROR(CheckError, check_grads(foo_rule(2), Foo{1.f, 2.f}, {.order = 1, .forward = false}), "differs");
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
