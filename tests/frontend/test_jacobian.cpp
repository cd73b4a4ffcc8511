// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <cmath>
#include <tuple>
#include <vector>

namespace {

using namespace burin;

struct Point {
  Array x, y;
  Array index{};
  double scale = 1;
};
Array wave(const Array &x) { return sin(x) * flip(x, 0); }
Array energy(const Array &x) { return sum(wave(x)); }
Array three() { return Array::of({.5f, 1.5f, -1.f}); }
Array cube(const Array &x) { return x * x * x; }

// jvp

TEST(Jvp, gives_value_and_tangent) {
  const auto f = [](const Array &x, const Array &y) { return x * sin(y); };
  const auto [out, tangent] = jvp(f, std::make_tuple(Array::of({1.f, 2.f}), Array::of({.5f, 1.f})),
                                  std::make_tuple(Array::of({1.f, 0.f}), Array::of({.25f, -1.f})));
  expect_near(out, {0.47942555f, 1.68294191f});
  expect_near(tangent, {0.69882119f, -1.08060455f});
}

TEST(Jvp, of_one_argument) {
  const auto [out, tangent] = jvp(cube, Array(2.f), Array(1.f));
  EXPECT_EQ(number(out), 8);
  EXPECT_EQ(number(tangent), 12);
  EXPECT_EQ(number(jvp(cube, 2.f, 1.f).second), 12);
}

TEST(Jvp, of_trees_has_holes_where_nothing_is_floating) {
  const auto f = [](const Point &p) { return std::pair{p.x * p.y * p.scale, p.index + 1}; };
  const Point at{Array(2.f), Array(3.f), Array::of({1}), 10};
  const auto [out, tangent] = jvp(f, at, Point{Array(1.f), none, none, 10});
  EXPECT_EQ(number(out.first), 60);
  EXPECT_EQ(number(tangent.first), 30);
  EXPECT_TRUE(tangent.second.is_none());
}

TEST(Jvp, of_zero_tangents_is_zero) {
  const auto f = [](const Array &x, const Array &y) { return std::pair{x * 2, y * x}; };
  const auto [out, tangent] = jvp(f, std::make_tuple(Array(2.f), Array(3.f)), std::make_tuple(none, Array(1.f)));
  EXPECT_EQ(number(tangent.first), 0);
  EXPECT_EQ(number(tangent.second), 2);
}

TEST(Jvp, writes_state_back) {
  Array total = 1.f;
  const auto f = [](Array &sum_, const Array &x) { return sum_ = sum_ + x, x * x; };
  const auto [out, tangent] = jvp(f, std::forward_as_tuple(total, Array(3.f)), std::make_tuple(none, Array(1.f)));
  EXPECT_EQ(number(total), 4);
  EXPECT_EQ(number(tangent), 6);
}

TEST(Jvp, composes) {
  const auto directional = [](const Array &x) { return jvp(cube, x, Array(1.f)).second; };
  EXPECT_EQ(number(directional(2.f)), 12);
  EXPECT_EQ(number(jvp(directional, Array(2.f), Array(1.f)).second), 12);
  EXPECT_EQ(number(grad(directional)(Array(2.f))), 12);
  EXPECT_EQ(number(jit(grad(directional))(Array(2.f))), 12);
  EXPECT_EQ(number(jvp(grad(cube), Array(2.f), Array(1.f)).second), 12);
  EXPECT_EQ(values(vmap(directional)(Array::of({1.f, 2.f}))), (Floats{3, 12}));
  const auto of_vmap = jvp(vmap(cube), Array::of({1.f, 2.f}), Array::of({1.f, 10.f}));
  EXPECT_EQ(values(of_vmap.second), (Floats{3, 120}));
  EXPECT_EQ(number(jvp(checkpoint(cube), Array(2.f), Array(1.f)).second), 12);
}

TEST(Jvp, branches_on_values_outside_of_jit) {
  const auto f = [](const Array &x) { return x > 0 ? x * 3 : x; };
  EXPECT_EQ(number(jvp(f, Array(2.f), Array(1.f)).second), 3);
  EXPECT_EQ(number(jvp(f, Array(-2.f), Array(1.f)).second), 1);
}

TEST(Jvp, catches_tangents_that_do_not_match) {
  EXPECT_ERROR(TreeError, jvp(cube, zeros({3}), zeros({2})),
               "[jvp] the tangent does not match argument 0; expected float32[3], got float32[2]", "test_jacobian.cpp",
               "none for zero");
  EXPECT_ERROR(TreeError, jvp(cube, zeros({3}), zeros({3}, f64)), "expected float32[3], got float64[3]");
  const auto f = [](const Point &p) { return p.x; };
  EXPECT_ERROR(TreeError, jvp(f, Point{Array(1.f), Array(1.f)}, Array(1.f)),
               "[jvp] the tangent does not match argument 0: .x; expected float32[], got float32[]");
}

TEST(Jvp, catches_the_tangent_of_an_integer) {
  const auto f = [](const Array &x) { return x * 2; };
  EXPECT_ERROR(DTypeError, jvp(f, Array::of({1, 2}), Array::of({1, 2})),
               "[jvp] argument 0 of type int32[2] has no tangents; expected none, got int32[2]");
}

TEST(Jvp, catches_a_custom_vjp_function) {
  const auto f = custom_vjp([](const Array &x) { return x * 2; }, [](const Array &x) { return std::pair{x * 2, none}; },
                            [](None, const Array &g) { return std::tuple{g * 2}; });
  EXPECT_ERROR(CustomRuleError, jvp(f, Array(1.f), Array(1.f)),
               "[custom_vjp] can't apply forward-mode autodiff (jvp) to a custom_vjp function; use grad or vjp",
               "test_jacobian.cpp");
  EXPECT_ERROR(CustomRuleError, jvp(jit(vmap(f)), Array::of({1.f}), Array::of({1.f})), "can't apply forward-mode");
  EXPECT_ERROR(CustomRuleError, jacfwd(f)(Array(1.f)), "can't apply forward-mode");
  EXPECT_EQ(number(jacrev(f)(Array(1.f))), 2);
}

// linearize

TEST(Linearize, traces_once) {
  int runs = 0;
  const auto f = [&](const Array &x, const Point &p) { return ++runs, x * p.x + p.y; };
  const auto [out, linear] = linearize(f, Array(2.f), Point{Array(3.f), Array(4.f)});
  EXPECT_EQ(number(out), 10);
  EXPECT_EQ(number(linear(Array(1.f), none)), 3);
  EXPECT_EQ(number(linear(none, Point{Array(1.f), Array(10.f)})), 12);
  EXPECT_EQ(runs, 1);
  EXPECT_ERROR(TreeError, linear(zeros({2}), none), "[linearize] the tangent does not match argument 0");
}

TEST(Linearize, inside_of_jit_and_under_vmap) {
  const auto f = jit([](const Array &x) {
    const auto [out, linear] = linearize(cube, x);
    return vmap(linear)(Array::of({1.f, 2.f}));
  });
  EXPECT_EQ(values(f(Array(2.f))), (Floats{12, 24}));
}

// What was traced outside of a trace is called inside of another one.
TEST(Linearize, is_called_in_traces_that_begin_later) {
  const auto [out, linear] = linearize(wave, three());
  expect_near(vmap(linear, {.out_axes = 1})(eye(3)), values(jacfwd(wave)(three())));
  const auto [same, pullback] = vjp(wave, three());
  const auto row = [&](const Array &ct) { return std::get<0>(pullback(ct)); };
  expect_near(vmap(row)(eye(3)), values(jacrev(wave)(three())));
  expect_near(jit(row)(ones({3})), values(grad(energy)(three())));
}

// Jacobians

const Floats jax_jacobian = {-0.87758255f, 0, 0.47942555f, 0, 1.10360074f, 0, -0.84147096f, 0, 0.27015114f};
const Floats jax_hessian = {0.47942555f, 0, 1.41788483f, 0, -1.35476804f, 0, 1.41788483f, 0, 0.42073548f};

TEST(Jacobian, of_array_to_array) {
  for (const Array &j :
       {jacfwd(wave)(three()), jacrev(wave)(three()), jit(jacfwd(wave))(three()), jit(jacrev(wave))(three())}) {
    EXPECT_EQ(j.shape(), (Shape{3, 3}));
    expect_near(j, jax_jacobian);
  }
}

TEST(Jacobian, shapes_are_result_then_argument) {
  const Array w = Array::of({{.5f, -1.f, 2.f}, {1.f, .25f, -.5f}}), x = Array::of({1.f, 2.f, 3.f});
  const auto layer = [](const Array &a, const Array &b) { return tanh(matmul(a, b)); };
  const Array forward = jacfwd(layer)(w, x), reverse = jacrev(layer)(w, x);
  EXPECT_EQ(forward.shape(), (Shape{2, 2, 3}));
  expect_near(forward, {0.00049358f, 0.00098717f, 0.00148075f, 0, 0, 0, 0, 0, 0, 1, 2, 3});
  expect_near(reverse, values(forward));
  EXPECT_EQ(jacfwd<1>(layer)(w, x).shape(), (Shape{2, 3}));
  EXPECT_EQ(jacrev<-1>(layer)(w, x).shape(), (Shape{2, 3}));
}

TEST(Jacobian, of_trees) {
  const Point p{Array::of({1.f, 2.f}), Array(3.f), Array::of({7}), 1};
  const Point by_tree = jacfwd([](const Point &q) { return q.x * q.y; })(p);
  EXPECT_EQ(values(by_tree.x), (Floats{3, 0, 0, 3}));
  EXPECT_EQ(values(by_tree.y), (Floats{1, 2}));
  EXPECT_TRUE(by_tree.index.is_none());
  const auto to_tree = jacrev([](const Array &x) { return std::pair{x * 2, sum(x * x)}; })(p.x);
  EXPECT_EQ(values(to_tree.first), (Floats{2, 0, 0, 2}));
  EXPECT_EQ(values(to_tree.second), (Floats{2, 4}));
  const State both = jacfwd([](const Point &q) { return Point{q.x * q.y, q.y * q.y}; })(p);
  EXPECT_EQ(both.size(), 4u);
  EXPECT_EQ(values(both.at("x|y")), (Floats{1, 2}));
  EXPECT_EQ(values(both.at("y|x")), (Floats{0, 0}));
  EXPECT_EQ(number(both.at("y|y")), 6);
}

TEST(Jacobian, hessians) {
  for (const Array &h : {hessian(energy)(three()), jit(hessian(energy))(three()), jacrev(jacfwd(energy))(three())})
    expect_near(h, jax_hessian);
  const State by_paths = hessian([](const Point &p) { return p.x * p.x * p.y; })(Point{Array(2.f), Array(3.f)});
  EXPECT_EQ(number(by_paths.at("x|x")), 6);
  EXPECT_EQ(number(by_paths.at("x|y")), 4);
  EXPECT_EQ(number(by_paths.at("y|y")), 0);
}

TEST(Jacobian, under_vmap_and_of_vmap) {
  const Array x = Array::of({{.5f, 1.5f, -1.f}, {1.f, 2.f, 3.f}});
  const Array each = vmap(jacfwd(wave))(x);
  EXPECT_EQ(each.shape(), (Shape{2, 3, 3}));
  expect_near(each[0], jax_jacobian);
  expect_near(each[1], values(jacrev(wave)(x[1])));
  EXPECT_EQ(jacrev(vmap(energy))(x).shape(), (Shape{2, 2, 3}));
}

TEST(Jacobian, of_nothing_and_of_one) {
  EXPECT_EQ(jacfwd(wave)(zeros({0})).shape(), (Shape{0, 0}));
  EXPECT_EQ(jacrev(wave)(zeros({0})).shape(), (Shape{0, 0}));
  EXPECT_EQ(number(jacfwd(cube)(2.f)), 12);
}

TEST(Jacobian, branches_on_values_and_writes_state) {
  Array calls = Array::of({0});
  const auto f = [](Array &n, const Array &x) { return n = n + 1, x > 0 ? x * x : -x; };
  EXPECT_EQ(number(jacfwd<1>(f)(calls, Array(3.f))), 6);
  EXPECT_EQ(number(jacrev<1>(f)(calls, Array(-3.f))), -1);
  EXPECT_EQ(calls.item<int>(), 2);
}

TEST(Jacobian, catches_what_is_not_floating) {
  EXPECT_ERROR(DTypeError, jacfwd([](const Array &x) { return std::pair{x, x > 0}; })(three()),
               "[jacfwd] the result: [1] has no derivative; expected a floating array, got bool[3]",
               "test_jacobian.cpp");
  EXPECT_ERROR(DTypeError, jacrev(cube)(Array::of({1, 2})), "[jacrev] argument 0 cannot be differentiated");
}

} // namespace
