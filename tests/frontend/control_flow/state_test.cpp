// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/control_flow/values.h"

#include <tuple>

/// State in loops and branches: parameters T&.
namespace {

using namespace burin;

struct Model {
  Array weight;
  nn::Stat steps;
  Array total;
};

Model model() { return {Array::of(2.f), Array::of(0), Array::of(10.f)}; }

void expect_state(const Model &m, int steps, float total) {
  EXPECT_EQ(m.steps.item<std::int32_t>(), steps);
  EXPECT_EQ(number(m.total), total);
  EXPECT_EQ(number(m.weight), 2);
}

const auto step = [](const Array &c, const Array &x, Model &m) {
  m.steps = m.steps + 1;
  m.total = m.total + m.weight * x;
  return std::pair{c + x, m.total};
};

TEST(LoopState, of_a_scan_is_written_back) {
  const Array xs = Array::of({1.f, 2.f, 3.f});
  Model m = model();
  const auto [carry, totals] = lax::scan(step, Array(0.f), xs, {}, m);
  EXPECT_EQ(number(carry), 6);
  EXPECT_EQ(values(totals), (Floats{12, 16, 22}));
  expect_state(m, 3, 22);
  const auto f =
      jit([](Model &m, const Array &xs) { return lax::scan(step, Array(0.f), xs, {.reverse = true}, m).second; });
  EXPECT_EQ(values(f(m, xs)), (Floats{34, 32, 28}));
  expect_state(m, 6, 34);
}

TEST(LoopState, of_several_objects) {
  Model a = model();
  Array count = Array::of(0.f);
  const auto both = [](const Array &c, None, const Model &m, Array &n) {
    n = n + m.weight;
    return std::pair{c + n, none};
  };
  EXPECT_EQ(number(lax::scan(both, Array(0.f), none, {.length = 3}, a, count).first), 12);
  EXPECT_EQ(number(count), 6);
  expect_state(a, 0, 10);
}

TEST(LoopState, that_is_only_read_stays) {
  Model m = model();
  const Array before = m.weight;
  const auto read = [](const Array &c, const Array &x, Model &m) { return std::pair{c + x * m.weight, none}; };
  EXPECT_EQ(number(lax::scan(read, Array(0.f), ones({3}), {}, m).first), 6);
  EXPECT_EQ(m.weight.data<float>(), before.data<float>());
}

TEST(LoopState, of_while_and_fori_loops) {
  Model m = model();
  const auto body = [](const Array &c, Model &m) {
    m.steps = m.steps + 1;
    m.total = m.total - c;
    return c + 1;
  };
  const auto go_on = [](const Array &, const Model &m) { return m.total > 0; };
  EXPECT_EQ(number(lax::while_loop(go_on, body, Array(1.f), {}, m)), 5);
  expect_state(m, 4, 0);
  EXPECT_EQ(number(lax::while_loop([](const Array &c) { return c < 3; }, body, Array(1.f), {}, m)), 3);
  expect_state(m, 6, -3);
  const auto count = [](const Array &i, const Array &c, Model &m) {
    m.steps = m.steps + i;
    return c;
  };
  lax::fori_loop(0, 4, count, Array(0.f), {}, m);
  expect_state(m, 12, -3);
  lax::fori_loop(0, Array(3), count, Array(0.f), {}, m);
  expect_state(m, 15, -3);
}

TEST(LoopState, of_branches_is_what_either_changes) {
  const auto count = [](Model &m, const Array &) { m.steps = m.steps + 1; };
  const auto add = [](Model &m, const Array &x) { m.total = m.total + x; };
  Model m = model();
  lax::cond(true, count, add, m, Array(5.f));
  expect_state(m, 1, 10);
  lax::cond(false, count, add, m, Array(5.f));
  expect_state(m, 1, 15);
  const auto f = jit([&](const Array &i, Model &m) { lax::switch_(i, std::tuple{count, add, count}, m, Array(1.f)); });
  f(Array(1), m), f(Array(2), m), f(Array(0), m);
  expect_state(m, 3, 16);
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(LoopState, stays_when_the_body_throws) {
  Model m = model();
  const auto fails = [](const Array &, None, Model &m) -> std::pair<Array, None> {
    m.total = m.total + 1;
    throw std::runtime_error("mine");
  };
  EXPECT_ERROR(std::runtime_error, lax::scan(fails, Array(0.f), none, {.length = 3}, m), "mine");
  expect_state(m, 0, 10);
}

TEST(LoopState, weak_state_is_promoted_like_a_carry) {
  Array total = 0;
  const auto add = [](const Array &c, const Array &x, Array &sum) {
    sum = sum + x;
    return std::pair{c, none};
  };
  lax::scan(add, Array(0.f), ones({4}, f64), {}, total);
  EXPECT_EQ(total.item<double>(), 4);
}

TEST(LoopState, catches_a_changed_type_or_structure) {
  Model m = model();
  const auto widens = [](const Array &c, const Array &x, Model &m) {
    m.total = x;
    return std::pair{c, none};
  };
  EXPECT_ERROR(
      ShapeError, lax::scan(widens, Array(0.f), zeros({3, 2}), {}, m),
      "[scan] state 0: .total changes its type in the body; expected float32[], as it comes in, got float32[2], "
      "as it is returned",
      "state_test.cpp:");
  const auto empties = [](const Array &c, Model &m) {
    m.weight = none;
    return c;
  };
  EXPECT_ERROR(TreeError, lax::while_loop([](const Array &c) { return c < 1; }, empties, Array(0.f), {}, m),
               "[while_loop] state 0 changes its structure in the body");
  const auto nothing = [](Model &) {};
  EXPECT_ERROR(TreeError,
               lax::cond(
                   true, [](Model &m) { m.weight = none; }, nothing, m),
               "[cond] argument 0 changes its structure in the body");
  EXPECT_EQ(number(m.weight), 2);
}

TEST(LoopState, catches_one_object_twice) {
  Array x = 1.f;
  const auto add = [](const Array &c, None, Array &a, Array &b) {
    a = a + b;
    return std::pair{c, none};
  };
  EXPECT_ERROR(TreeError, lax::scan(add, Array(0.f), none, {.length = 2}, x, x), "are the same object");
}

} // namespace
