// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When rules of custom_vjp are traced, and what they are given.
#include "error_text.h"
#include "floats.h"

#include <tuple>
#include <vector>

namespace {

using namespace burin;

struct Foo {
  Array x, y;
};

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

} // namespace
