// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/control_flow/values.h"

#include <map>
#include <optional>
#include <tuple>

/// lax::scan: what it computes, and how often it traces.
namespace {

using namespace burin;

std::pair<Array, Array> running_sum(const Array &carry, const Array &x) { return {carry + x, carry * 2}; }

TEST(Scan, carries_and_collects) {
  const Array xs = Array::of({1.f, 2.f, 3.f, 4.f});
  const auto check = [&](const auto &result) {
    EXPECT_EQ(number(result.first), 20);
    EXPECT_EQ(values(result.second), (Floats{20, 22, 26, 32}));
  };
  check(lax::scan(running_sum, Array(10.f), xs));
  check(jit([](const Array &init, const Array &xs) { return lax::scan(running_sum, init, xs); })(Array(10.f), xs));
  const auto [carry, ys] = lax::scan(running_sum, Array(10.f), xs, {.reverse = true});
  EXPECT_EQ(number(carry), 20);
  EXPECT_EQ(values(ys), (Floats{38, 34, 28, 20}));
}

TEST(Scan, unrolled_gives_the_same) {
  const Array xs = Array::of({{1.f, 2.f}, {3.f, 4.f}, {5.f, 6.f}});
  for (const std::int64_t unroll : {1, 2, 3, 7}) {
    const auto [carry, ys] = lax::scan(running_sum, zeros({2}), xs, {.unroll = unroll});
    EXPECT_EQ(values(carry), (Floats{9, 12}));
    EXPECT_EQ(values(ys), (Floats{0, 0, 2, 4, 8, 12}));
  }
}

TEST(Scan, without_rows_needs_a_length) {
  const auto [carry, ys] =
      lax::scan([](const Array &c, None) { return std::pair{c * 2, none}; }, Array(1.f), none, {.length = 10});
  EXPECT_EQ(number(carry), 1024);
  static_assert(std::is_same_v<decltype(ys), const None>);
  const auto [last, squares] =
      lax::scan([](const Array &i, None) { return std::pair{i + 1, i * i}; }, 0, none, {.length = 4});
  EXPECT_EQ(integers(squares), (Ints{0, 1, 4, 9}));
  EXPECT_EQ(last.dtype(), i32);
}

TEST(Scan, of_no_steps_gives_the_initial_carry) {
  const auto [carry, ys] = lax::scan(running_sum, Array(5.f), zeros({0}));
  EXPECT_EQ(number(carry), 5);
  EXPECT_EQ(ys.shape(), (Shape{0}));
}

struct Cell {
  Array h;
  std::vector<Array> layers;
  std::optional<Array> extra;
  std::string name;
};
struct Row {
  Array a, hole;
};

TEST(Scan, goes_through_trees) {
  const Cell init{Array(1.f), {zeros({2}), Array(2.f)}, std::nullopt, "cell"};
  const Row rows{Array::of({1.f, 2.f}), Array()};
  const auto [last, ys] = lax::scan(
      [](Cell c, const Row &x) {
        EXPECT_TRUE(x.hole.is_none());
        c.h = c.h * x.a;
        std::swap(c.layers[1], c.h);
        return std::pair{c, std::map<std::string, Array>{{"h", c.h}, {"x", x.a}}};
      },
      init, rows);
  EXPECT_EQ(last.name, "cell");
  EXPECT_FALSE(last.extra);
  EXPECT_EQ(number(last.h), 1);
  EXPECT_EQ(number(last.layers[1]), 4);
  EXPECT_EQ(values(ys.at("h")), (Floats{2, 1}));
  EXPECT_EQ(values(ys.at("x")), (Floats{1, 2}));
}

TEST(Scan, numbers_are_arrays) {
  const auto [carry, ys] = lax::scan([](auto c, auto x) { return std::tuple{c + x, 1.5}; }, 0, Array::of({1, 2, 3}));
  EXPECT_EQ(carry.item<std::int32_t>(), 6);
  EXPECT_EQ(values(ys), (Floats{1.5, 1.5, 1.5}));
}

TEST(Scan, body_captures_arrays) {
  const Array scale = Array::of({2.f, 3.f});
  const auto f = [&](const Array &x) {
    const Array shift = x * 10;
    return lax::scan([&](const Array &c, const Array &row) { return std::pair{c * scale + shift, row}; }, x,
                     ones({2, 2}))
        .first;
  };
  EXPECT_EQ(values(f(Array::of({1.f, 3.f}))), (Floats{34, 147}));
  EXPECT_EQ(values(jit(f)(Array::of({1.f, 3.f}))), (Floats{34, 147}));
}

TEST(Scan, nests) {
  const auto table = [](const Array &rows) {
    return lax::scan(
        [&](const Array &c, const Array &row) {
          const auto inner = [&](const Array &s, const Array &x) { return std::pair{s + x * c, s}; };
          const auto [sum, partial] = lax::scan(inner, Array(0.f), row);
          return std::pair{c + sum, partial};
        },
        Array(1.f), rows);
  };
  const Array rows = Array::of({{1.f, 2.f}, {3.f, 4.f}});
  for (const auto &[carry, partial] : {table(rows), jit(table)(rows)}) {
    EXPECT_EQ(number(carry), 32);
    EXPECT_EQ(values(partial), (Floats{0, 1, 0, 12}));
  }
}

// Types of the carry: as JAX promotes them.

TEST(Scan, a_weak_carry_takes_over_the_dtype_of_the_body) {
  int traces = 0;
  const auto sum = [&](const Array &c, const Array &x) { return ++traces, std::pair{c + x, c}; };
  const auto [carry, ys] = lax::scan(sum, 0, Array::of({1.5, 2.5}));
  EXPECT_EQ(carry.dtype(), f64);
  EXPECT_EQ(ys.dtype(), f64);
  EXPECT_EQ(carry.item<double>(), 4);
  EXPECT_EQ(traces, 2);
  EXPECT_EQ(lax::scan(sum, 0.f, Array::of({1.5f, 2.5f})).first.dtype(), f32);
  EXPECT_EQ(traces, 3); // types fit at once: the body is traced once
}

TEST(Scan, promotion_goes_on_until_types_fit) {
  int traces = 0;
  const auto chain = [&](const std::tuple<Array, Array, Array> &c, const Array &x) {
    ++traces;
    const auto &[a, b, d] = c;
    return std::pair{std::tuple{a + x, b + a, d + b}, none};
  };
  const auto [last, ys] = lax::scan(chain, std::tuple{Array(0), Array(0), Array(0)}, ones({2}, f16));
  EXPECT_EQ(std::get<2>(last).dtype(), f16);
  EXPECT_EQ(traces, 4);
}

TEST(Scan, a_number_that_is_returned_takes_over_the_dtype_of_the_carry) {
  const auto reset = [](const Array &, const Array &x) { return std::pair{Array(0.5), x}; };
  const auto [carry, ys] = lax::scan(reset, ones({}, f16), ones({2}, f16));
  EXPECT_EQ(carry.dtype(), f16);
  EXPECT_EQ(number(carry.astype(f32)), 0.5);
}

TEST(Scan, a_carry_stays_weak_as_long_as_the_body_lets_it) {
  const auto doubled = [](const Array &c, None) { return std::pair{c * 2.0, none}; };
  const Array weak = lax::scan(doubled, 1.0, none, {.length = 3}).first;
  EXPECT_EQ((weak + ones({}, f16)).dtype(), f16);
  const Array strong = lax::scan(doubled, Array::of(1.f), none, {.length = 3}).first;
  EXPECT_EQ((strong + ones({}, f16)).dtype(), f32);
}

// Traces

TEST(Scan, equal_types_are_traced_once) {
  static int traces;
  traces = 0;
  const auto body = [](const Array &c, const Array &x) { return ++traces, std::pair{c + x, x}; };
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(number(lax::scan(body, Array::of(float(i)), ones({4})).first), float(i) + 4);
  EXPECT_EQ(traces, 1);
  lax::scan(body, Array::of(1.f), ones({5}));
  EXPECT_EQ(traces, 2);
  lax::scan(body, Array::of(1.f), ones({5}), {.reverse = true});
  EXPECT_EQ(traces, 3);
  lax::scan(body, Array::of(1.f), ones({4}));
  EXPECT_EQ(traces, 3);
}

// A weak carry may be promoted, so that it is no equal call.
TEST(Scan, weak_and_strong_carries_are_traced_apart) {
  const auto body = [](const Array &c, const Array &x) { return std::pair{c + x, none}; };
  EXPECT_EQ(lax::scan(body, 0.f, ones({2}, f64)).first.dtype(), f64);
  EXPECT_ERROR(DTypeError, lax::scan(body, Array::of(0.f), ones({2}, f64)), "changes its type");
}

TEST(Scan, always_traces) {
  const auto f = [](const Array &c, const Array &x) { return std::pair{x > 0 ? c : x, none}; };
  EXPECT_ERROR(BoolConversionError, lax::scan(f, Array(1.f), ones({2})), "the body of lax::scan at ",
               "It depends on the value of the argument x.");
}

TEST(Scan, passes_exceptions_of_the_body_through) {
  const auto f = [](const Array &, const Array &) -> std::pair<Array, None> { throw std::logic_error("mine"); };
  EXPECT_ERROR(std::logic_error, lax::scan(f, Array(1.f), ones({2})), "mine");
}

} // namespace
