// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Errors of custom_vjp, each with programs beside it that are right.
#include "error_text.h"
#include "floats.h"

#include <tuple>
#include <vector>

namespace {

using namespace burin;

struct Foo {
  Array x, y;
};

TEST(CustomVjp, has_no_forward_mode) {
  const auto f =
      custom_vjp([](const auto &m) { return m.x * m.y; }, [](const auto &m) { return std::pair{m.x * m.y, m}; },
                 [](const auto &m, const Array &g) { return std::tuple{Foo{g * m.y, g * m.x}}; });
  const Foo at{1.f, 2.f};
  const char *text = "[custom_vjp] can't apply forward-mode autodiff (jvp) to a custom_vjp function; use grad or vjp";
  EXPECT_ERROR(CustomRuleError, jvp(f, at, at), text, "test_custom_vjp_errors.cpp:");
  EXPECT_ERROR(CustomRuleError, jit([&](const Foo &m) { return jvp(f, m, m).second; })(at), text);
  EXPECT_ERROR(CustomRuleError, jvp(jit([&](const Foo &m) { return f(m); }), at, at), text);
  EXPECT_ERROR(CustomRuleError, jvp(vmap([&](const Array &x) { return f(Foo{x, x}); }), ones({2}), ones({2})), text);
  EXPECT_ERROR(CustomRuleError, jacfwd([&](const Array &x) { return f(Foo{x, x}); })(Array(1.f)), text);
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
               "test_custom_vjp_errors.cpp:", "defvjp(fwd, bwd)");
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
