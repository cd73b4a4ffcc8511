// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

/// A field of type double is never traced, differentiated, batched or in an optimizer (equinox #681): it is a constant
/// of its own type everywhere, and part of the key.
namespace {

using namespace trees;

struct Net {
  Array weight;
  Drop dropout;
};
Net net() { return {Array::of({1.f, 2.f}), Drop{0.25}}; }

/// Compiles only where the rate is a double; a C++ condition needs its value.
Array scaled(const Net &n, const Array &x) {
  static_assert(std::is_same_v<decltype(Drop::rate), double>);
  if (n.dropout.rate > 0.5 || n.dropout.inference)
    return x;
  return n.weight * x * n.dropout.rate;
}
Array loss(const Net &n, const Array &x) { return sum(scaled(n, x)); }
const Array x = Array::of({4.f, 8.f});

TEST(DoubleField, is_no_leaf) {
  EXPECT_EQ(tree::paths(net()), (Paths{".weight"}));
  for (const Net &half : {filter(net(), is_array), filter(net(), is_array_like), filter(net(), is_inexact_array)})
    EXPECT_EQ(half.dropout.rate, 0.25);
  EXPECT_EQ(state_of(net()).size(), 1u);
}

TEST(DoubleField, jit_returns_it_as_it_was_and_another_value_is_another_trace) {
  const auto f = jit([](const Net &n) { return n; });
  EXPECT_EQ(f(net()).dropout.rate, 0.25);
  const auto g = jit(scaled);
  EXPECT_EQ(values(g(net(), x)), (Floats{1, 4}));
  Net other = net();
  other.dropout.rate = 0.75;
  EXPECT_EQ(values(g(other, x)), (Floats{4, 8}));
  EXPECT_EQ(values(g(net(), x)), (Floats{1, 4}));
  EXPECT_EQ(g.trace_count(), 2);
}

TEST(DoubleField, grad_has_it_unchanged_and_no_zero) {
  for (const Net &g : {grad(loss)(net(), x), jit(grad(loss))(net(), x), filter_grad(loss)(net(), x)}) {
    EXPECT_EQ(tree::paths(g), (Paths{".weight"}));
    EXPECT_EQ(values(g.weight), (Floats{1, 2}));
    EXPECT_EQ(g.dropout.rate, 0.25);
  }
}

TEST(DoubleField, vmap_gives_it_to_every_row) {
  const Net rows{Array::of({{1.f, 2.f}, {3.f, 4.f}}), Drop{0.25}};
  EXPECT_EQ(values(vmap(scaled, {.in_axes = {0, none}})(rows, x)), (Floats{1, 4, 3, 8}));
  EXPECT_EQ(vmap([](const Net &n) { return n; })(rows).dropout.rate, 0.25);
  EXPECT_EQ(values(jit(filter_vmap(scaled, {.in_axes = {0, none}}))(rows, x)), (Floats{1, 4, 3, 8}));
}

TEST(DoubleField, scan_carries_it) {
  const auto body = [](const Net &n, const Array &row) {
    const Array y = scaled(n, row);
    return std::pair{Net{n.weight + y, n.dropout}, y};
  };
  const Array rows = Array::of({{4.f, 8.f}, {4.f, 8.f}});
  const auto [last, ys] = lax::scan(body, net(), rows);
  EXPECT_EQ(last.dropout.rate, 0.25);
  EXPECT_EQ(values(ys), (Floats{1, 4, 2, 12}));
  const auto total = [&](const Net &n) { return sum(lax::scan(body, n, rows).second); };
  const Net g = grad(total)(net());
  EXPECT_EQ(tree::paths(g), (Paths{".weight"}));
  EXPECT_EQ(values(g.weight), (Floats{3, 8}));
}

TEST(DoubleField, optimizers_do_not_see_it) {
  Net n = net();
  optim::Optimizer opt(n, optim::adamw(1e-2));
  for (const Array &state : tree::leaves(opt.state)) // of the weight, or counts
    EXPECT_TRUE(state.shape() == n.weight.shape() || state.dtype() != f32);
  const auto step = jit([](Net &n, optim::Optimizer &opt, const Array &x) { opt.update(n, grad(loss)(n, x)); });
  step(n, opt, x), step(n, opt, x);
  EXPECT_EQ(n.dropout.rate, 0.25);
  EXPECT_NE(values(n.weight), (Floats{1, 2}));
  EXPECT_EQ(step.trace_count(), 1);
}

TEST(DoubleField, rules_and_checkpoints_keep_it) {
  auto f = custom_vjp([](const Net &n) { return sum(n.weight) * n.dropout.rate; });
  f.defvjp([](const Net &n) { return std::pair{sum(n.weight) * n.dropout.rate, n}; },
           [](const Net &n, const Array &g) { return std::tuple{Net{ones({2}) * g * n.dropout.rate * 2, n.dropout}}; });
  EXPECT_EQ(values(grad(f)(net()).weight), (Floats{0.5, 0.5}));
  EXPECT_EQ(values(grad(checkpoint(loss))(net(), x).weight), (Floats{1, 2}));
}

} // namespace
