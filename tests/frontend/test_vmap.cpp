// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <cmath>
#include <tuple>
#include <vector>

namespace {

using namespace burin;

Array weights() { return Array::of({{.5f, -1.f, 2.f}, {1.f, .25f, -.5f}}); }
Array rows() { return Array::of({{1.f, 2.f, 3.f}, {-1.f, .5f, 2.f}, {.1f, .2f, .3f}, {2.f, -1.f, 0.f}}); }
Array layer(const Array &w, const Array &x) { return tanh(matmul(w, x)); }
Array energy(const Array &w, const Array &x) { return sum(square(layer(w, x))); }

// The numbers of JAX: tools/golden/make_transforms.py.
const Floats jax_rows = {0.99975318f, 0, 0.99505472f, -0.95404524f, 0.42189902f, 0, 0.96402758f, 0.94137555f};
const Floats jax_gradients = {0.00098693f, 0.00197385f, 0.00296078f,  0,
                              0,           0,           -0.01963462f, 0.00981731f,
                              0.03926924f, 0.17134213f, -0.08567107f, -0.34268427f,
                              0.06936031f, 0.13872062f, 0.20808092f,  0,
                              0,           0,           0.27243736f,  -0.13621868f,
                              0,           0.4285596f,  -0.2142798f,  0};
const Floats jax_sum = {0.32314998f, 0.01429309f, 0.25031093f, 0.59990174f, -0.29995087f, -0.34268427f};

TEST(Vmap, maps_rows) {
  const auto f = vmap(layer, {.in_axes = {none, 0}});
  const Array y = f(weights(), rows());
  EXPECT_EQ(y.shape(), (Shape{4, 2}));
  expect_near(y, jax_rows);
  expect_near(jit(f)(weights(), rows()), jax_rows);
}

TEST(Vmap, maps_any_axis_to_any_axis) {
  const Array x = transpose(rows());
  const auto f = [](const Array &v) { return v * 2; };
  EXPECT_EQ(values(vmap(f, {.in_axes = 1, .out_axes = {1}})(x)), values(x * 2));
  EXPECT_EQ(values(vmap(f, {.in_axes = {-1}, .out_axes = -1})(x)), values(x * 2));
  EXPECT_EQ(values(vmap(f, {.in_axes = 1})(x)), values(rows() * 2));
  const Array deep = reshape(arange(24).astype(f32), {2, 3, 4});
  const Array moved = vmap([](const Array &v) { return v; }, {.in_axes = 1, .out_axes = 2})(deep);
  EXPECT_EQ(moved.shape(), (Shape{2, 4, 3}));
  EXPECT_EQ(values(moved), values(transpose(deep, {0, 2, 1})));
}

struct Pair {
  Array a, b;
  double scale = 2;
};

TEST(Vmap, takes_and_gives_trees) {
  const auto f = [](const Pair &p) { return std::pair{p.a * p.scale + p.b, Pair{p.a, p.b, 3}}; };
  const Pair p{rows(), Array::of({1.f, 2.f, 3.f}), 2};
  const auto [sum_, back] = vmap(f, {.in_axes = {{0, none}}, .out_axes = {0, {0, none}}})(p);
  EXPECT_EQ(values(sum_), values(rows() * 2 + p.b));
  EXPECT_EQ(back.b.shape(), (Shape{3}));
  EXPECT_EQ(back.scale, 3);
}

TEST(Vmap, of_what_does_not_depend_on_a_row) {
  const auto f = [](const Array &, const Array &w) { return std::tuple{w, sum(w)}; };
  const auto [repeated, shared] = vmap(f, {.in_axes = {0, none}, .out_axes = {0, none}})(rows(), Array::of({1.f, 2.f}));
  EXPECT_EQ(repeated.shape(), (Shape{4, 2}));
  EXPECT_EQ(number(shared), 3);
  const Array sized = vmap([] { return Array::of({1.f, 2.f}); }, {.axis_size = 3})();
  EXPECT_EQ(sized.shape(), (Shape{3, 2}));
}

TEST(Vmap, hands_numbers_through) {
  const auto f = [](const Array &x, int n, const Array &c) { return x * n + c; };
  EXPECT_EQ(values(vmap(f)(Array::of({1.f, 2.f}), 3, 0.5f)), (Floats{3.5f, 6.5f}));
}

TEST(Vmap, nests) {
  const auto outer = vmap([](const Array &x, const Array &y) { return vmap([&](const Array &v) { return x * v; })(y); },
                          {.in_axes = {0, none}});
  const Array products = outer(Array::of({1.f, 2.f}), Array::of({3.f, 4.f, 5.f}));
  EXPECT_EQ(products.shape(), (Shape{2, 3}));
  EXPECT_EQ(values(products), (Floats{3, 4, 5, 6, 8, 10}));
  const auto twice = vmap(vmap([](const Array &x, const Array &y) { return x - y; }, {.in_axes = {0, none}}),
                          {.in_axes = {none, 0}, .out_axes = 1});
  EXPECT_EQ(values(twice(Array::of({1.f, 2.f}), Array::of({10.f, 20.f, 30.f}))), (Floats{-9, -19, -29, -8, -18, -28}));
}

TEST(Vmap, of_grad_gives_a_gradient_per_row) {
  const auto f = vmap(grad(energy), {.in_axes = {none, 0}});
  expect_near(f(weights(), rows()), jax_gradients);
  expect_near(jit(f)(weights(), rows()), jax_gradients);
}

TEST(Vmap, under_grad_adds_up_over_rows) {
  const auto loss = [](const Array &w) { return sum(square(vmap(layer, {.in_axes = {none, 0}})(w, rows()))); };
  expect_near(grad(loss)(weights()), jax_sum);
  expect_near(jit(grad(loss))(weights()), jax_sum);
  const auto by_rows = [](const Array &w) { return sum(vmap(energy, {.in_axes = {none, 0}})(w, rows())); };
  expect_near(grad(by_rows)(weights()), jax_sum);
}

TEST(Vmap, of_grad_of_grad_under_grad) {
  const auto cubes = [](const Array &x) {
    return sum(vmap(grad(grad([](const Array &v) { return v * v * v * v; })))(x));
  };
  EXPECT_EQ(values(grad(cubes)(Array::of({1.f, 2.f}))), (Floats{24, 48}));
}

TEST(Vmap, of_checkpoint_and_checkpoint_of_vmap) {
  const auto f = [](const Array &w, const Array &x) { return checkpoint(energy)(w, x); };
  expect_near(vmap(grad(f), {.in_axes = {none, 0}})(weights(), rows()), jax_gradients);
  const auto inside = [&](const Array &w) { return sum(vmap(f, {.in_axes = {none, 0}})(w, rows())); };
  expect_near(grad(inside)(weights()), jax_sum);
  const auto outside = checkpoint([](const Array &w) { return sum(vmap(energy, {.in_axes = {none, 0}})(w, rows())); });
  expect_near(jit(grad(outside))(weights()), jax_sum);
}

auto doubled_rule() {
  auto f = custom_vjp([](const Array &w, const Array &x) { return w * x; });
  f.defvjp([](const Array &w, const Array &x) { return std::pair{w * x, std::tuple{w, x}}; },
           [](const auto &saved, const Array &g) {
             const auto &[w, x] = saved;
             return std::tuple{g * x * 2, g * w * 2};
           });
  return f;
}

TEST(Vmap, batches_the_rules_of_custom_vjp) {
  const Array w = 3.f, x = Array::of({1.f, 2.f, 4.f});
  const auto f = doubled_rule();
  EXPECT_EQ(values(vmap(f, {.in_axes = {none, 0}})(w, x)), (Floats{3, 6, 12}));
  EXPECT_EQ(values(vmap(grad(f), {.in_axes = {none, 0}})(w, x)), (Floats{2, 4, 8}));
  const auto total = [&](const Array &a, const Array &b) { return sum(vmap(f, {.in_axes = {none, 0}})(a, b)); };
  EXPECT_EQ(number(grad(total)(w, x)), 14);
  EXPECT_EQ(values(jit(grad<1>(total))(w, x)), (Floats{6, 6, 6}));
}

// A rule that closes over a value of each row.
TEST(Vmap, batches_captures_of_rules) {
  const auto f = [](const Array &x, const Array &factor) {
    auto scaled = custom_vjp([&](const Array &v) { return v * factor; },
                             [&](const Array &v) { return std::pair{v * factor, none}; },
                             [&](None, const Array &g) { return std::tuple{g * factor * 10}; });
    return scaled(x);
  };
  EXPECT_EQ(values(vmap(grad(f))(Array::of({1.f, 2.f}), Array::of({3.f, 4.f}))), (Floats{30, 40}));
}

// State

struct Counter {
  Array total, steps;
};

TEST(Vmap, state_keeps_its_axis) {
  Counter counter{Array::of({10.f, 20.f}), Array(0.f)};
  const auto f = [](Counter &c, const Array &x) {
    c.total = c.total + x;
    c.steps = c.steps + 1;
    return c.total * 2;
  };
  const Array y = vmap(f, {.in_axes = {{0, none}, 0}})(counter, Array::of({1.f, 2.f}));
  EXPECT_EQ(values(y), (Floats{22, 44}));
  EXPECT_EQ(values(counter.total), (Floats{11, 22}));
  EXPECT_EQ(number(counter.steps), 1);
}

TEST(Vmap, catches_shared_state_that_differs_from_row_to_row) {
  Counter counter{Array(1.f), Array(0.f)};
  const auto f = vmap([](Counter &c, const Array &x) { c.total = c.total + x; }, {.in_axes = {none, 0}});
  EXPECT_ERROR(
      TraceContextError, f(counter, Array::of({1.f, 2.f})),
      "[vmap] argument 0: .total is shared by all rows, and its new value of type float32[] differs from row to "
      "row; expected a value that all rows share, or an axis in in_axes, got in_axes none",
      "test_vmap.cpp", "docs/errors.md#tracecontexterror");
  EXPECT_EQ(number(counter.total), 1);
}

TEST(Vmap, splits_keys_by_row) {
  nn::Rngs rngs{.params = random::key(7)};
  const auto draw = [](nn::Rngs &r, const Array &x) { return x + random::uniform(r.params(), {2}); };
  const Array y = vmap(draw)(rngs, zeros({3, 2}));
  expect_near(y, {0.75470591f, 0.44921803f, 0.89036739f, 0.37781537f, 0.65109003f, 0.85147715f});
  EXPECT_EQ(rngs.params.count.item<std::uint32_t>(), 1u);
  EXPECT_EQ(rngs.params.key.to_vector<std::uint32_t>(), random::key(7).to_vector<std::uint32_t>());
  const Array next = jit(vmap(draw))(rngs, zeros({3, 2}));
  EXPECT_NE(values(next), values(y));
  EXPECT_EQ(rngs.params.count.item<std::uint32_t>(), 2u);
}

// Errors

TEST(Vmap, catches_different_numbers_of_rows) {
  const auto f = [](const Array &x, const Array &y) { return x + y; };
  EXPECT_ERROR(ShapeError, vmap(f)(zeros({3}), zeros({2})),
               "[vmap] the axes to be mapped have different sizes; expected one number of rows, got 2 and 3",
               "2 is the size of axis 0 of argument 1 of type float32[2]",
               "3 is the size of axis 0 of argument 0 of type float32[3]", "test_vmap.cpp");
  EXPECT_ERROR(ShapeError, vmap(f, {.axis_size = 4})(zeros({3}), zeros({3})), "got 3 and 4", "4 is axis_size",
               "3 is the size of axis 0 of argument 0 of type float32[3], and of 1 more");
}

TEST(Vmap, catches_axes_that_do_not_exist) {
  const auto f = [](const Array &x) { return x; };
  EXPECT_ERROR(
      ShapeError, vmap(f)(Array(1.f)),
      "[vmap] in_axes names axis 0 of argument 0 of type float32[]; expected none, because it is a scalar, got 0",
      "the entry none");
  EXPECT_ERROR(ShapeError, vmap(f, {.in_axes = {2}})(zeros({2, 3})),
               "in_axes names axis 2 of argument 0 of type float32[2,3]; expected an axis from -2 to 1, got 2");
  EXPECT_ERROR(ShapeError, vmap(f, {.out_axes = 2})(zeros({2, 3})),
               "out_axes names axis 2 of the result, whose rows are float32[3]; expected an axis from -2 to 1, got 2");
}

TEST(Vmap, catches_axes_that_do_not_fit) {
  const auto f = [](const Array &x, const Array &y) { return x + y; };
  EXPECT_ERROR(
      TreeError, vmap(f, {.in_axes = {0}})(zeros({3}), zeros({3})),
      "[vmap] in_axes does not fit the arguments; expected one entry per argument, of which there are 2, got 1");
  const auto g = [](const Pair &p) { return p.a; };
  EXPECT_ERROR(TreeError, vmap(g, {.in_axes = {{0, none, 0}}})(Pair{zeros({3}), zeros({3})}),
               "[vmap] in_axes does not fit argument 0; expected one entry per child, of which there are 2, got 3");
  EXPECT_ERROR(TreeError, vmap(g, {.in_axes = {{0, {1, 2}}}})(Pair{zeros({3}), zeros({3})}),
               "in_axes does not fit argument 0: .b; expected one entry per child, of which there are none, got 2");
}

TEST(Vmap, catches_nothing_mapped) {
  const auto f = [](const Array &x) { return x; };
  EXPECT_ERROR(ShapeError, vmap(f, {.in_axes = none})(zeros({3})),
               "[vmap] no argument is mapped; expected an axis in in_axes, or axis_size, got none");
}

TEST(Vmap, catches_a_result_without_axis_that_differs) {
  EXPECT_ERROR(ShapeError, vmap([](const Array &x) { return x; }, {.out_axes = none})(zeros({3})),
               "[vmap] the result differs from row to row, and out_axes is none there; expected an axis, got none");
}

TEST(Vmap, catches_a_branch_on_a_row) {
  const auto f = [](const Array &x) { return x > 0 ? x : -x; };
  EXPECT_ERROR(BoolConversionError, vmap(f)(Array::of({1.f, 2.f})), "`lambda` (traced for vmap at", "argument 0",
               "where(condition, a, b)");
}

TEST(Vmap, catches_a_row_that_leaks) {
  Array outside;
  EXPECT_ERROR(TraceContextError, vmap([&](const Array &x) { return outside = x; })(zeros({2})), "traced for vmap");
  std::vector<Array> kept;
  EXPECT_ERROR(LeakedTracerError, vmap([&](const Array &x) { return kept.push_back(x), x; })(zeros({2})), "for vmap");
}

TEST(Vmap, does_not_flag_values_from_outside) {
  const Array outside = Array::of({1.f, 2.f});
  EXPECT_EQ(values(vmap([&](const Array &x) {
              const Array local = x * outside;
              return local;
            })(ones({3, 2}))),
            (Floats{1, 2, 1, 2, 1, 2}));
}

} // namespace
