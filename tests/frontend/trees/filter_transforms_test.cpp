// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

#include <tuple>
#include <type_traits>

/// filter_jit, filter_grad, filter_vmap, filter_checkpoint.
namespace {

using namespace trees;

TEST(FilterJit, numbers_are_static_whatever_the_parameter) {
  const auto f = filter_jit([](auto a, auto b) {
    static_assert(std::is_same_v<decltype(a), int> && std::is_same_v<decltype(b), int>);
    return a + b;
  });
  EXPECT_EQ(f(1, 2), 3);
  EXPECT_EQ(f(1, 2), 3);
  EXPECT_EQ(f.trace_count(), 1);
  EXPECT_EQ(f(2, 2), 4);
  EXPECT_EQ(f.trace_count(), 2);
}

TEST(FilterJit, a_plain_parameter_needs_no_mark) {
  const auto f = filter_jit([](const Array &x, bool negate, int power) {
    Array y = negate ? -x : x;
    for (int i = 1; i < power; ++i)
      y = y * x;
    return y;
  });
  EXPECT_EQ(number(f(Array(3.f), true, 2)), -9);
  EXPECT_EQ(number(f(Array(2.f), true, 2)), -4);
  EXPECT_EQ(f.trace_count(), 1);
  EXPECT_ERROR(ConcretizationError, jit([](const Array &x, bool negate) { return negate ? -x : x; })(Array(3.f), true),
               "argument 1 goes to a parameter of plain type bool");
}

TEST(FilterJit, a_number_is_known_where_the_parameter_is_an_array) {
  const auto f = filter_jit([](const Array &x, const Array &rate) { return float(rate) > 0.5f ? x : x * 2; });
  EXPECT_EQ(number(f(Array(3.f), 0.25f)), 6);
  EXPECT_EQ(number(f(Array(3.f), 0.75f)), 3);
  EXPECT_EQ(f.trace_count(), 2);
}

// The cost of a learning rate that is a number, and its cure.
TEST(FilterJit, a_number_that_changes_is_given_as_an_array) {
  const auto step = filter_jit([](const Array &x, const auto &rate) { return x * rate; });
  for (const float rate : {0.1f, 0.09f, 0.08f})
    step(Array(1.f), rate);
  EXPECT_EQ(step.trace_count(), 3);
  for (const float rate : {0.1f, 0.09f, 0.08f})
    EXPECT_EQ(number(step(Array(2.f), Array(rate))), 2 * rate);
  EXPECT_EQ(step.trace_count(), 4);
}

TEST(FilterJit, results_may_hold_anything) {
  const auto f = filter_jit([](const Model &m, int n) { return std::tuple{m.layers[0].kernel * n, n + 1, m.drop}; });
  const auto [x, next, drop] = f(model(), 3);
  EXPECT_EQ(number(x), 3);
  EXPECT_EQ(next, 4);
  EXPECT_EQ(drop.rate, 0.5);
}

TEST(FilterJit, state_and_statics) {
  const auto f = filter_jit([](Model &m, Static<int> times, const char *name) {
    m.count = m.count + times.value();
    return std::string(name);
  });
  Model m = model();
  EXPECT_EQ(f(m, 3, "a"), "a");
  EXPECT_EQ(m.count.item<int>(), 10);
  f(m, Static<int>(3), "a");
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(FilterJit, ahead_of_time) {
  const auto f = filter_jit([](const Array &x, float factor) { return x * factor; });
  const auto compiled = f.trace(ShapeDtype{{3}}, 2.f).lower().compile();
  EXPECT_EQ(values(compiled(ones({3}), Static<float>(2.f))), (Floats{2, 2, 2}));
  EXPECT_EQ(values(f(ones({3}), 2.f)), (Floats{2, 2, 2}));
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(FilterJit, shares_traces_by_type_and_nests) {
  const auto make = [] { return filter_jit([](const Array &x, int n) { return x + n; }); };
  make()(Array(1.f), 2);
  make()(Array(1.f), 2);
  EXPECT_EQ(make().trace_count(), 1);
  const auto outer = jit([&](const Array &x) { return make()(x, 2) * 2; });
  EXPECT_EQ(number(outer(Array(1.f))), 6);
  EXPECT_EQ(number(grad(make())(Array(1.f), 5)), 1);
}

TEST(FilterJit, explains_a_retrace_by_the_number) {
  const auto f = filter_jit([](const Array &x, int n) { return x * n; });
  f(Array(1.f), 2);
  f(Array(1.f), 3);
  expect_pieces(f.explain(), {"argument 1 was 2 (", "now 3 ("});
  f.expect_traces(2);
  EXPECT_ERROR(CheckError, f(Array(1.f), 4), "argument 1");
}

TEST(FilterGrad, of_the_first_argument_holes_elsewhere) {
  const auto loss = [](const Model &m, const Model &other) { return m.noise.scale * other.noise.scale * m.drop.rate; };
  const Model g = filter_grad(loss)(model(), model());
  EXPECT_EQ(number(g.noise.scale), 2.5f);
  EXPECT_TRUE(g.mean.is_none() && g.count.is_none());
  EXPECT_EQ(g.drop.rate, 0.5);
  EXPECT_EQ(number(g.layers[0].bias), 0);
}

TEST(FilterGrad, with_aux_and_value) {
  const auto loss = [](const Array &x, int n) { return std::pair{x * x * n, n + 1}; };
  const auto [g, aux] = filter_grad(loss)(Array(3.f), 2);
  EXPECT_EQ(number(g), 12);
  EXPECT_EQ(aux, 3);
  const auto [out, gradient] = filter_value_and_grad(loss)(Array(3.f), 2);
  EXPECT_EQ(number(out.first), 18);
  EXPECT_EQ(number(gradient), 12);
  const auto step = filter_jit([&](const Array &x, int n) { return filter_value_and_grad(loss)(x, n); });
  EXPECT_EQ(number(step(Array(3.f), 2).second), 12);
}

TEST(FilterVmap, arrays_have_rows_and_the_rest_is_shared) {
  const auto f = [](const Dense &d, const Array &x, double factor) { return d.kernel * x * factor; };
  const Dense rows{Array::of({1.f, 2.f}), none};
  EXPECT_EQ(values(filter_vmap(f)(rows, Array::of({3.f, 4.f}), 10.)), (Floats{30, 80}));
  EXPECT_EQ(values(filter_vmap(f, {.in_axes = {if_array(0), none, none}})(rows, Array(3.f), 10.)), (Floats{30, 60}));
}

struct Mlp {
  nn::Linear hidden, out;
  Drop drop;
  explicit Mlp(const Array &key) { // one stream, as nn::Rngs(params=key)
    nn::Rngs rngs{.params = key};
    hidden = nn::Linear(2, 3, rngs), out = nn::Linear(3, 1, rngs);
  }
  Array operator()(const Array &x) const { return out(nn::relu(hidden(x))); }
  static constexpr auto tree_fields(auto &self) { return std::tie(self.hidden, self.out, self.drop); }
};

// vmap over keys makes models with one more axis; vmap over these runs them all.
TEST(FilterVmap, makes_and_runs_ensembles) {
  const Array keys = random::split(random::key(1), 4);
  const Mlp all = filter_vmap([](const Array &key) { return Mlp(key); })(keys);
  EXPECT_EQ(all.hidden.kernel.shape(), (Shape{4, 2, 3}));
  EXPECT_EQ(all.drop.rate, 0.5);
  const Array x = Array::of({{1.f, -2.f}});
  const auto run = [](const Mlp &m, const Array &x) { return m(x); };
  const Array y = filter_vmap(run, {.in_axes = {if_array(0), none}})(all, x);
  EXPECT_EQ(y.shape(), (Shape{4, 1, 1}));
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR(number(y[i][0][0]), number(Mlp(keys[i])(x)[0][0]), 1e-6);
}

TEST(FilterVmap, a_size_where_nothing_has_rows) {
  const auto f = [](int n) { return Array(float(n)); };
  EXPECT_EQ(values(filter_vmap(f, {.axis_size = 3})(2)), (Floats{2, 2, 2}));
  EXPECT_ERROR(ShapeError, filter_vmap(f)(2), "no argument is mapped", "axis_size");
}

TEST(FilterCheckpoint, numbers_are_static) {
  const auto f = filter_checkpoint([](const Array &x, bool twice) { return twice ? sin(sin(x)) : sin(x); });
  EXPECT_NEAR(number(grad(f)(Array(2.f), true)), -0.2556391f, 1e-6);
  EXPECT_NEAR(number(grad(f)(Array(2.f), false)), -0.4161468f, 1e-6);
  EXPECT_EQ(f.trace_count(), 2);
  EXPECT_EQ(saved_residuals([&](const Array &x) { return f(x, true); }, Array(2.f)).size(), 1u);
}

} // namespace
