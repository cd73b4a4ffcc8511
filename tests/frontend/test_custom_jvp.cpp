// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <cmath>
#include <tuple>
#include <vector>

namespace {

using namespace burin;

/// sin(x) y with a derivative that is `factor` times the right one: what shows that the rule is used.
auto scaled(float factor) {
  auto f = custom_jvp([](const Array &x, const Array &y) { return sin(x) * y; });
  f.defjvp([factor](const auto &primals, const auto &tangents) {
    const auto &[x, y] = primals;
    const auto &[dx, dy] = tangents;
    return std::pair{sin(x) * y, factor * (cos(x) * dx * y + sin(x) * dy)};
  });
  return f;
}

TEST(CustomJvp, serves_both_modes) {
  const auto f = scaled(3);
  EXPECT_NEAR(number(f(1.f, 2.f)), std::sin(1.f) * 2, 1e-6);
  const auto [value, tangent] =
      jvp(f, std::make_tuple(Array(1.f), Array(2.f)), std::make_tuple(Array(1.f), Array(0.f)));
  EXPECT_NEAR(number(value), std::sin(1.f) * 2, 1e-6);
  EXPECT_NEAR(number(tangent), 3 * std::cos(1.f) * 2, 1e-6);
  const auto [gx, gy] = grad<0, 1>(f)(Array(1.f), Array(2.f));
  EXPECT_NEAR(number(gx), 3 * std::cos(1.f) * 2, 1e-6);
  EXPECT_NEAR(number(gy), 3 * std::sin(1.f), 1e-6);
  const auto [jx, jy] = jit(grad<0, 1>(f))(Array(1.f), Array(2.f));
  EXPECT_NEAR(number(jx), 3 * std::cos(1.f) * 2, 1e-6);
  EXPECT_NEAR(number(jy), 3 * std::sin(1.f), 1e-6);
  EXPECT_NEAR(number(jacfwd(f)(Array(1.f), Array(2.f))), 3 * std::cos(1.f) * 2, 1e-6);
  auto [out, linear] = linearize(f, Array(1.f), Array(2.f));
  EXPECT_NEAR(number(linear(Array(0.f), Array(1.f))), 3 * std::sin(1.f), 1e-6);
}

TEST(CustomJvp, composes) {
  const auto f = scaled(3);
  const Array x = Array::of({0.1f, 0.2f, 0.3f}), y = Array::of({1.f, 2.f, 3.f});
  const auto expected = [](float a, float b) { return 3 * std::cos(a) * b; };
  const auto check = [&](const Array &slopes) {
    for (int i = 0; i < 3; ++i)
      EXPECT_NEAR(slopes.to_vector<float>()[i], expected(x.to_vector<float>()[i], y.to_vector<float>()[i]), 1e-5);
  };
  check(vmap(grad(f))(x, y));
  check(grad([&](const Array &a) { return sum(vmap(f)(a, y)); })(x));
  check(jit(grad([&](const Array &a) { return sum(checkpoint(f)(a, y)); }))(x));
  check(jvp([&](const Array &a) { return vmap(f)(a, y); }, x, ones({3})).second);
  // What all rows share has one tangent and one cotangent.
  const Array shared = grad([&](const Array &b) { return sum(vmap(f, {.in_axes = {0, none}})(x, b)); })(Array(2.f));
  EXPECT_NEAR(number(shared), 3 * (std::sin(0.1f) + std::sin(0.2f) + std::sin(0.3f)), 1e-5);
}

TEST(CustomJvp, of_higher_orders_uses_the_rule_again) {
  // Each derivative of exp is twice as large as the right one, because the rule calls the function.
  auto f = custom_jvp([](const Array &x) { return exp(x); });
  f.defjvp([&f](const auto &primals, const auto &tangents) {
    const Array y = f(std::get<0>(primals));
    return std::pair{y, 2 * y * std::get<0>(tangents)};
  });
  const float e = std::exp(0.5f);
  EXPECT_NEAR(number(grad(f)(Array(0.5f))), 2 * e, 1e-5);
  EXPECT_NEAR(number(grad(grad(f))(Array(0.5f))), 4 * e, 1e-5);
  EXPECT_NEAR(number(jit(grad(grad(grad(f))))(Array(0.5f))), 8 * e, 1e-4);
  EXPECT_NEAR(number(jacfwd(jacfwd(f))(Array(0.5f))), 4 * e, 1e-5);
  EXPECT_NEAR(number(hessian(f)(Array(0.5f))), 4 * e, 1e-5);
}

TEST(CustomJvp, plain_evaluation_runs_the_function_only) {
  int primal = 0, rule = 0;
  auto f = custom_jvp([&](const Array &x) { return ++primal, x * 2; });
  f.defjvp([&](const auto &primals, const auto &tangents) {
    ++rule;
    return std::pair{std::get<0>(primals) * 2, std::get<0>(tangents) * 5};
  });
  EXPECT_EQ(number(f(Array(3.f))), 6);
  EXPECT_EQ(number(jit([&](const Array &x) { return f(x); })(Array(3.f))), 6);
  EXPECT_EQ(number(vmap([&](const Array &x) { return f(x); })(ones({1}))[0]), 2);
  EXPECT_EQ(primal, 3);
  EXPECT_EQ(rule, 0);
  EXPECT_EQ(number(grad(f)(Array(3.f))), 5);
  EXPECT_EQ(rule, 1);
}

struct Pair {
  Array a;
  Array count;
};

TEST(CustomJvp, takes_trees_numbers_and_nondiff_arguments) {
  auto f = custom_jvp<nondiff<0>>(
      [](const std::vector<float> &scale, const Pair &p, int n) { return Pair{p.a * scale[0] * n, p.count + 1}; });
  f.defjvp([](const std::vector<float> &scale, const auto &primals, const auto &tangents) {
    const auto &[p, n] = primals;
    const auto &[dp, dn] = tangents;
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(dn)>, None>);
    EXPECT_TRUE(dp.count.is_none());
    return std::pair{Pair{p.a * scale[0] * n, p.count + 1}, Pair{dp.a * scale[1], none}};
  });
  const std::vector<float> scale{2, 7};
  const Pair p{Array(3.f), Array(4)};
  const auto [out, tangent] = jvp([&](const Pair &q) { return f(scale, q, 5); }, p, Pair{Array(1.f), none});
  EXPECT_EQ(number(out.a), 30);
  EXPECT_EQ(out.count.item<int>(), 5);
  EXPECT_EQ(number(tangent.a), 7);
  EXPECT_EQ(number(grad([&](const Pair &q) { return f(scale, q, 5).a; })(p).a), 7);
  auto zero = custom_jvp([](const Array &x) { return x * 2; },
                         [](const auto &p, const auto &) { return std::pair{std::get<0>(p) * 2, none}; });
  EXPECT_EQ(number(grad([&](const Array &x) { return zero(x) + x; })(Array(1.f))), 1);
}

TEST(CustomJvp, rules_branch_on_values_outside_of_jit) {
  auto f = custom_jvp([](const Array &x) { return abs(x); });
  f.defjvp([](const auto &primals, const auto &tangents) {
    const Array &x = std::get<0>(primals);
    return std::pair{abs(x), std::get<0>(tangents) * (x > 0 ? 10.f : -20.f)};
  });
  EXPECT_EQ(number(grad(f)(Array(2.f))), 10);
  EXPECT_EQ(number(grad(f)(Array(-2.f))), -20);
  EXPECT_ERROR(BoolConversionError, jit(grad(f))(Array(2.f)), "lambda (rule)", "custom_jvp", "argument 0",
               "where(condition, a, b)");
}

TEST(CustomJvp, counts_the_arguments_of_the_call_where_some_are_nondiff) {
  auto f = custom_jvp<nondiff<0>>([](int n, const Array &x) { return x * n; });
  f.defjvp([](int n, const auto &primals, const auto &tangents) {
    const Array &x = std::get<0>(primals);
    return std::pair{x * n, std::get<0>(tangents) * (x > 0 ? 10.f : -20.f)};
  });
  EXPECT_ERROR(BoolConversionError, jit(grad([&](const Array &x) { return f(3, x); }))(Array(2.f)), "argument 1");
}

TEST(CustomJvp, catches_wrong_rules) {
  const auto call = [](auto rule) { return grad(custom_jvp([](const Array &x) { return sum(x); }, rule))(ones({2})); };
  EXPECT_ERROR(CustomRuleError, call([](const auto &p, const auto &) { return std::get<0>(p); }),
               "[custom_jvp] the rule must return a pair", "test_custom_jvp.cpp:", "Array");
  EXPECT_ERROR(CustomRuleError,
               call([](const auto &p, const auto &t) { return std::pair{std::get<0>(p), std::get<0>(t)}; }),
               "the output of the rule has not", "expected float32[], got float32[2]");
  EXPECT_ERROR(CustomRuleError,
               call([](const auto &p, const auto &t) { return std::pair{sum(std::get<0>(p)), std::get<0>(t)}; }),
               "a tangent of another type than the output", "expected float32[], got float32[2]");
  EXPECT_ERROR(CustomRuleError, call([](const auto &p, const auto &t) {
                 return std::pair{sum(std::get<0>(p)), sum(std::get<0>(t)) > 0};
               }),
               "a tangent of another type than the output", "expected float32[], got bool[]");
  EXPECT_ERROR(CustomRuleError, grad(custom_jvp([](const Array &x) { return x; }))(Array(1.f)),
               "[custom_jvp] the function lambda has no derivative rule", "f.defjvp(rule)");
}

TEST(CustomJvp, catches_a_rule_that_is_not_linear) {
  auto f = custom_jvp([](const Array &x) { return x * x; });
  const int line = __LINE__ + 1;
  f.defjvp([](const auto &p, const auto &t) {
    const Array &x = std::get<0>(p), &dx = std::get<0>(t);
    return std::pair{x * x, dx * dx};
  });
  const std::string at = "test_custom_jvp.cpp:" + std::to_string(line);
  EXPECT_ERROR(CustomRuleError, grad(f)(Array(1.f)), "[custom_jvp] the rule given at", at.c_str(),
               "is not linear in the tangents");
}

TEST(CustomJvp, does_not_flag_linear_rules) {
  const auto call = [](auto tangent) {
    auto f = custom_jvp([](const Array &x) { return x * x; });
    f.defjvp([=](const auto &p, const auto &t) {
      const Array &x = std::get<0>(p);
      return std::pair{x * x, tangent(x, std::get<0>(t))};
    });
    grad(f)(Array(1.f));
  };
  EXPECT_NO_THROW(call([](const Array &x, const Array &dx) { return where(x > 0, dx, 0) / (x + 3); }));
  EXPECT_NO_THROW(call([](const Array &x, const Array &dx) { return sum(broadcast_to(dx, {3}) * sin(x)) - dx; }));
  EXPECT_NO_THROW(call([](const Array &, const Array &dx) { return dx.astype(f64); }));
}

TEST(CustomJvp, closing_over_what_is_differentiated_is_an_error) {
  const auto use = [](const Array &x, const Array &y) {
    return custom_jvp([](const Array &z) { return z * 2; },
                      [&](const auto &p, const auto &t) { return std::pair{std::get<0>(p) * 2, std::get<0>(t) * y}; })(
        x);
  };
  EXPECT_ERROR(CustomRuleError, grad([&](const Array &x) { return use(x, x * 3); })(Array(5.f)),
               "[custom_jvp] the rule closes over a float32[]", "make the closed-over value an argument");
  const auto by_x = [&](const Array &x, const Array &w) { return use(x, w * 3); };
  EXPECT_EQ(number(grad(by_x)(Array(5.f), Array(5.f))), 15);
  EXPECT_EQ(number(jit(grad(by_x))(Array(5.f), Array(5.f))), 15);
}

TEST(CustomJvp, is_checked_by_check_grads) {
  auto right = custom_jvp([](const Array &x) { return log(1 + exp(x)); });
  right.defjvp([&](const auto &p, const auto &t) {
    const Array &x = std::get<0>(p);
    return std::pair{log(1 + exp(x)), std::get<0>(t) * (1 - 1 / (1 + exp(x)))};
  });
  EXPECT_NO_THROW(check_grads(right, Array(0.5), {.order = 2}));
  EXPECT_ERROR(CheckError, check_grads(scaled(2), std::make_tuple(Array(0.5f), Array(2.f))), "differs");
}

TEST(CustomJvp, is_used_through_traces_that_were_made_without_derivatives) {
  const auto inner = checkpoint([f = scaled(100)](const Array &x) { return f(x, 1.f); });
  const auto outer = checkpoint([inner](const Array &x) { return inner(x) + 1; });
  const auto all = jit([=](const Array &x) { // outer takes over the trace of inner that was made here
    const Array before = inner(x) + outer(x);
    return std::pair{before, grad([&](const Array &y) { return 2 * outer(y); })(x)};
  });
  EXPECT_NEAR(number(all(Array(0.5f)).second), 200 * std::cos(0.5f), 1e-4);
}

} // namespace
