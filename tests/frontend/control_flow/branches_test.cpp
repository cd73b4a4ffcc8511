// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/control_flow/values.h"

#include <functional>
#include <tuple>

/// lax::cond and lax::switch_.
namespace {

using namespace burin;

const auto twice = [](const Array &x) { return x * 2; };
const auto negated = [](const Array &x) { return -x; };

TEST(Cond, takes_one_branch) {
  const auto f = [](const Array &x) { return lax::cond(sum(x) > 0, twice, negated, x); };
  for (const Array &y : {f(Array::of({1.f, 2.f})), jit(f)(Array::of({1.f, 2.f}))})
    EXPECT_EQ(values(y), (Floats{2, 4}));
  for (const Array &y : {f(Array::of({-1.f, -2.f})), jit(f)(Array::of({-1.f, -2.f}))})
    EXPECT_EQ(values(y), (Floats{1, 2}));
}

TEST(Cond, a_number_is_true_unless_zero) {
  const Array x = 3.f;
  EXPECT_EQ(number(lax::cond(2.5, twice, negated, x)), 6);
  EXPECT_EQ(number(lax::cond(Array(-1), twice, negated, x)), 6);
  EXPECT_EQ(number(lax::cond(0, twice, negated, x)), -3);
  EXPECT_EQ(number(lax::cond(false, twice, negated, x)), -3);
}

TEST(Cond, branches_capture_and_return_trees) {
  const auto f = [](const Array &p, const Array &x) {
    const Array y = x + 1;
    return lax::cond(
        p, [&] { return std::tuple{x, std::vector<Array>{y}, Array()}; },
        [&] { return std::tuple{y, std::vector<Array>{x * 0}, Array()}; });
  };
  const auto check = [](const auto &result, float first, float second) {
    EXPECT_EQ(number(std::get<0>(result)), first);
    EXPECT_EQ(number(std::get<1>(result)[0]), second);
    EXPECT_TRUE(std::get<2>(result).is_none());
  };
  check(f(Array(true), Array(5.f)), 5, 6);
  check(jit(f)(Array(false), Array(5.f)), 6, 0);
}

TEST(Cond, weak_results_take_over_the_dtype_of_the_others) {
  const auto f = [](const Array &p, const Array &x) { return lax::cond(p, [&] { return x; }, [] { return 0.5; }); };
  const Array y = f(Array(false), ones({}, f16));
  EXPECT_EQ(y.dtype(), f16);
  EXPECT_EQ(number(y.astype(f32)), 0.5);
  const Array weak = lax::cond(true, [] { return 1.0; }, [] { return 2; });
  EXPECT_EQ(weak.dtype(), f32);
  EXPECT_EQ((weak + ones({}, f16)).dtype(), f16);
}

TEST(Cond, numbers_and_text_go_to_plain_parameters) {
  const auto scaled = [](const Array &x, int n, const std::string &unit) { return x * n + (unit == "one" ? 1 : 0); };
  const auto other = [](const Array &x, int, const std::string &) { return x; };
  EXPECT_EQ(number(lax::cond(true, scaled, other, 2.0, 3, "one")), 7);
  EXPECT_EQ(number(lax::cond(true, scaled, other, Array(2.f), 4, "none")), 8);
}

TEST(Cond, equal_types_are_traced_once) {
  static int traces;
  traces = 0;
  const auto counted = [](const Array &x) { return ++traces, x; };
  for (int i = 0; i < 5; ++i)
    lax::cond(i > 2, counted, negated, Array::of(float(i)));
  EXPECT_EQ(traces, 1);
}

TEST(Cond, always_traces_both) {
  int traces = 0;
  const auto counted = [&](const Array &x) { return ++traces, x; };
  lax::cond(true, counted, counted, Array(1.f));
  EXPECT_EQ(traces, 2);
  const auto branching = [](const Array &x) { return x > 0 ? x : -x; };
  EXPECT_ERROR(BoolConversionError, lax::cond(true, branching, negated, Array(1.f)), "the true branch of lax::cond at",
               "argument 0");
  EXPECT_ERROR(BoolConversionError, lax::cond(true, negated, branching, Array(1.f)),
               "the false branch of lax::cond at");
}

TEST(Switch, takes_the_branch_of_the_index) {
  const auto f = [](const Array &i, const Array &x) {
    return lax::switch_(i, std::tuple{twice, negated, [](const Array &v) { return v + 100; }}, x);
  };
  const std::pair<int, float> expected[] = {{-5, 6}, {0, 6}, {1, -3}, {2, 103}, {9, 103}};
  for (const auto &[i, y] : expected) {
    EXPECT_EQ(number(f(Array(i), Array(3.f))), y) << i;
    EXPECT_EQ(number(jit(f)(Array(i), Array(3.f))), y) << i;
  }
  EXPECT_EQ(number(f(Array::of(std::int64_t{1} << 40), Array(3.f))), 103);
  EXPECT_EQ(number(f(Array::of(-(std::int64_t{1} << 40)), Array(3.f))), 6);
  EXPECT_EQ(number(f(Array::of(std::uint8_t{200}), Array(3.f))), 103);
}

TEST(Switch, takes_functions_of_one_type) {
  const std::vector<std::function<Array(const Array &)>> branches{twice, negated};
  EXPECT_EQ(number(lax::switch_(1, branches, Array(3.f))), -3);
  EXPECT_EQ(number(lax::switch_(4, std::vector{+negated}, Array(3.f))), -3);
}

TEST(Switch, names_the_branch) {
  const auto branching = [](const Array &x) { return x > 0 ? x : -x; };
  EXPECT_ERROR(BoolConversionError, lax::switch_(0, std::tuple{twice, branching}, Array(1.f)),
               "branch 1 of lax::switch_ at");
}

} // namespace
