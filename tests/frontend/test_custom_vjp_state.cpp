// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <tuple>

namespace {

using namespace burin;

struct Counter {
  Array weight, total;
};

/// Adds weight * x to the total and returns twice the new total. The rule is right but for the factors.
auto counting(float by_state, float by_out) {
  auto f = custom_vjp([](Counter &c, const Array &x) {
    c.total = c.total + c.weight * x;
    return c.total * 2;
  });
  f.defvjp(
      [](Counter &c, const Array &x) {
        const Array weight = c.weight;
        c.total = c.total + c.weight * x;
        return std::pair{c.total * 2, std::tuple{weight, x}};
      },
      [=](const auto &res, const auto &g) {
        const auto &[weight, x] = res;
        const auto &[inputs, out] = g;
        const auto &[counter, of_x] = inputs;
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(of_x)>, None>);
        EXPECT_TRUE(counter.weight.is_none()); // left alone by the function
        const Array total = counter.total * by_state + out * 2 * by_out;
        return std::tuple{Counter{.weight = total * x, .total = total}, total * weight};
      });
  return f;
}

TEST(CustomVjp, state_has_cotangents) {
  const auto f = counting(10, 100);
  Counter plain{Array(3.f), Array(1.f)};
  EXPECT_EQ(number(f(plain, Array(2.f))), 14);
  EXPECT_EQ(number(plain.total), 7);
  // The result is 2 total + total^2 of the new total 7: cotangents 1 of the output, 14 of the state.
  const auto loss = [&](Counter &c, const Array &x) {
    const Array y = f(c, x);
    return y + square(c.total);
  };
  for (const bool compiled : {false, true}) {
    Counter c{Array(3.f), Array(1.f)};
    const auto both = grad<0, 1>(loss);
    const auto [gc, gx] = compiled ? jit(both)(c, Array(2.f)) : both(c, Array(2.f));
    EXPECT_EQ(number(c.total), 7);
    const float total = 14 * 10 + 2 * 100;
    EXPECT_EQ(number(gc.weight), total * 2);
    EXPECT_EQ(number(gc.total), total);
    EXPECT_EQ(number(gx), total * 3);
  }
}

TEST(CustomVjp, state_may_be_all_there_is) {
  auto f = custom_vjp([](Counter &c) { c.total = c.total * c.weight; });
  f.defvjp(
      [](Counter &c) {
        const Counter before = c;
        c.total = c.total * c.weight;
        return std::pair{none, before};
      },
      [](const Counter &before, const auto &g) {
        return std::tuple{State{{"total", std::get<0>(g.inputs).total * before.weight * 10}}};
      });
  const auto loss = [&](Counter c) {
    f(c);
    return c.total;
  };
  const Counter g = grad(loss)(Counter{Array(3.f), Array(2.f)});
  EXPECT_EQ(number(g.total), 30);
  EXPECT_EQ(number(g.weight), 0);
}

struct Norm {
  Array scale;
  nn::Stat seen;
  int calls = 0;
};

auto norm() {
  auto f = custom_vjp([](Norm &n, const Array &x) {
    n.seen = n.seen + x;
    n.calls += 1;
    return n.scale * x;
  });
  f.defvjp(
      [](Norm &n, const Array &x) {
        n.seen = n.seen + x;
        n.calls += 1;
        return std::pair{n.scale * x, std::pair{n.scale, x}};
      },
      [](const auto &res, const auto &g) {
        return std::tuple{State{{"scale", g.out * res.second * 10}}, g.out * res.first};
      });
  return f;
}

TEST(CustomVjp, changes_state_and_metadata_once_and_leaves_holes_where_nothing_is_trained) {
  const auto f = norm();
  const auto step = grad([&](Norm &n, const Array &x) { return f(n, x); });
  Norm n{Array(2.f), Array(1.f)};
  for (const bool compiled : {false, true}) {
    const float seen = number(n.seen);
    const int calls = n.calls;
    const Norm g = compiled ? jit(step)(n, Array(3.f)) : step(n, Array(3.f));
    EXPECT_EQ(number(g.scale), 30);
    EXPECT_TRUE(Array(g.seen).is_none());
    EXPECT_EQ(number(n.seen), seen + 3);
    EXPECT_EQ(n.calls, calls + 1);
  }
  f(n, Array(3.f));
  EXPECT_EQ(number(n.seen), 10);
  EXPECT_EQ(n.calls, 3);
}

TEST(CustomRule, catches_other_state_in_fwd) {
  auto f = custom_vjp([](Counter &c, const Array &x) { return c.total = c.total + x, sum(x); });
  f.defvjp([](Counter &c, const Array &x) { return c.weight = c.weight + x, std::pair{sum(x), none}; },
           [](None, const auto &) { return std::tuple{none, none}; });
  EXPECT_ERROR(CustomRuleError,
               grad([&](Counter c, const Array &x) { return f(c, x); })(Counter{Array(1.f), Array(1.f)}, Array(1.f)),
               "fwd changes other arrays of its arguments than the function does",
               "expected argument 0 array 1: float32[], got argument 0 array 0: float32[]");
}

TEST(CustomRule, catches_one_object_in_two_roles) {
  const auto both = [](Counter &a, Counter &b) { return a.total = a.total + b.weight, sum(a.total); };
  auto f = custom_vjp([=](Counter &a, Counter &b) { return both(a, b); });
  f.defvjp([=](Counter &a, Counter &b) { return std::pair{both(a, b), none}; },
           [](None, const auto &) { return std::tuple{none, none}; });
  EXPECT_ERROR(TreeError, grad([&](Counter c) { return f(c, c); })(Counter{Array(1.f), Array(1.f)}), "[custom_vjp]",
               "argument 0", "argument 1");
  EXPECT_NO_THROW(grad([&](Counter c) {
    Counter other = c;
    return f(c, other);
  })(Counter{Array(1.f), Array(1.f)}));
}

} // namespace
