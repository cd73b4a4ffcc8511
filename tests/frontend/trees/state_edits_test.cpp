// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "models.h"

#include <functional>
#include <tuple>

/// State in and out of every transformation, and what a function does to the structure of its state.
namespace {

using namespace trees;

struct Net {
  nn::Layer drop = nn::Dropout{.rate = 0.5};
  std::vector<nn::Layer> layers;
  Array scale{2.f}, extra;
  nn::Stat calls{Array(0.f)};
};

// In and out: `step` counts its calls, whatever transforms it.

Array step(Net &net, const Array &x) {
  net.calls = net.calls + 1;
  return net.scale * x;
}

using Program = std::function<void(Net &)>;
const std::pair<const char *, Program> programs[] = {
    {"jit", [](Net &n) { jit(step)(n, Array(3.f)); }},
    {"filter_jit", [](Net &n) { filter_jit(step)(n, 3.f); }},
    {"grad", [](Net &n) { grad(step)(n, Array(3.f)); }},
    {"value_and_grad", [](Net &n) { value_and_grad(step)(n, Array(3.f)); }},
    {"vjp", [](Net &n) { vjp(step, n, Array(3.f)); }},
    {"jvp",
     [](Net &n) {
       Net tangent = filter(n, is_inexact_array);
       const Array x(3.f);
       jvp(step, std::tie(n, x), std::tuple{tangent, Array(1.f)});
     }},
    {"checkpoint", [](Net &n) { checkpoint(step)(n, Array(3.f)); }},
    {"vmap", [](Net &n) { vmap(step, {.in_axes = {none, 0}})(n, ones({3})); }},
    {"scan",
     [](Net &n) {
       const auto body = [](const Array &c, const Array &x, Net &n) { return std::pair{step(n, c), x}; };
       lax::scan(body, Array(1.f), ones({1}), {}, n);
     }},
    {"cond", [](Net &n) { lax::cond(true, step, [](Net &, const Array &x) { return x; }, n, Array(3.f)); }},
    {"custom_vjp",
     [](Net &n) {
       auto f = custom_vjp([](Net &n, const Array &x) { return step(n, x); });
       f.defvjp([](Net &n, const Array &x) { return std::pair{step(n, x), none}; },
                [](None, const auto &) { return std::tuple{none, Array(1.f)}; });
       grad<1>(f)(n, Array(3.f));
     }},
    {"jit of grad of checkpoint", [](Net &n) { jit(grad(checkpoint(step)))(n, Array(3.f)); }},
};

class EveryTransformation : public testing::TestWithParam<int> {};

TEST_P(EveryTransformation, writes_state_back_once) {
  Net net;
  programs[GetParam()].second(net);
  EXPECT_EQ(number(net.calls), 1) << programs[GetParam()].first;
  EXPECT_EQ(number(net.scale), 2);
  EXPECT_TRUE(net.extra.is_none());
}

INSTANTIATE_TEST_SUITE_P(, EveryTransformation, testing::Range(0, int(std::size(programs))), [](const auto &info) {
  std::string name = programs[info.param].first;
  for (char &c : name)
    c = c == ' ' ? '_' : c;
  return name;
});

// Outputs

TEST(StateOutputs, only_what_changed_is_an_output) {
  Net net;
  net.scale = ones({1000});
  const auto compiled = jit([](Net &n) { n.calls = n.calls + 1; }).trace(net).compile();
  EXPECT_LE(compiled.memory().outputs, 64);
}

TEST(StateOutputs, an_input_may_be_returned_and_returned_twice) {
  const auto f = jit([](Net &n) { return std::tuple{n, n.scale, n.scale}; });
  Net net;
  const auto [same, a, b] = f(net);
  EXPECT_EQ(number(same.scale), 2);
  EXPECT_EQ(number(a) + number(b), 4);
  EXPECT_EQ(number(net.scale), 2);
}

// Edits of the structure: outside they are seen, and each new structure is one trace.

TEST(StructureEdits, a_hole_is_filled_and_made) {
  const auto fill = jit([](Net &n, const Array &x) { n.extra = x * 2; });
  Net net;
  fill(net, Array(3.f));
  EXPECT_EQ(number(net.extra), 6);
  EXPECT_EQ(fill.trace_count(), 1);
  fill(net, Array(4.f)), fill(net, Array(5.f));
  EXPECT_EQ(number(net.extra), 10);
  EXPECT_EQ(fill.trace_count(), 2);
  const auto clear = jit([](Net &n) { n.extra = none; });
  clear(net), clear(net), clear(net);
  EXPECT_TRUE(net.extra.is_none());
  EXPECT_EQ(clear.trace_count(), 2);
}

TEST(StructureEdits, two_fields_are_swapped) {
  const auto swap = jit([](Net &n) { std::swap(n.scale, n.extra); });
  Net net;
  swap(net);
  EXPECT_TRUE(net.scale.is_none());
  EXPECT_EQ(number(net.extra), 2);
  swap(net), swap(net), swap(net);
  EXPECT_EQ(number(net.scale), 2);
  EXPECT_EQ(swap.trace_count(), 2);
}

TEST(StructureEdits, a_layer_is_added) {
  const auto add = jit([](Net &n, nn::Rngs &rngs) { n.layers.push_back(nn::Linear(2, 2, rngs)); });
  nn::Rngs rngs{.params = random::key(0)};
  Net net;
  add(net, rngs), add(net, rngs);
  ASSERT_EQ(net.layers.size(), 2u);
  EXPECT_EQ(rngs.params.count.item<std::uint32_t>(), 4u);
  nn::Rngs again{.params = random::key(0)};
  const nn::Linear first(2, 2, again), second(2, 2, again);
  EXPECT_EQ(values(net.layers[1].target<nn::Linear>()->kernel), values(second.kernel));
  EXPECT_EQ(values(net.layers[0](ones({1, 2}))), values(first(ones({1, 2}))));
  EXPECT_EQ(add.trace_count(), 2);
}

TEST(StructureEdits, a_layer_becomes_another_kind) {
  const auto freeze = jit([](Net &n, const Array &x) {
    n.drop = nn::Identity{};
    return n.drop(x);
  });
  Net net;
  EXPECT_EQ(number(freeze(net, Array(3.f))), 3);
  EXPECT_NE(net.drop.target<nn::Identity>(), nullptr);
  freeze(net, Array(3.f)), freeze(net, Array(3.f));
  EXPECT_EQ(freeze.trace_count(), 2);
  const auto learn = jit([](Net &n, const Array &x) {
    nn::Linear linear;
    linear.kernel = x;
    n.drop = linear;
  });
  learn(net, Array::of({{5.f}}));
  EXPECT_EQ(values(net.drop.target<nn::Linear>()->kernel), (Floats{5}));
}

TEST(StructureEdits, under_grad_and_vmap) {
  Net net;
  const auto loss = [](Net &n, const Array &x) {
    n.extra = x * 2;
    n.layers.push_back(nn::Identity{});
    return n.scale * x;
  };
  const Net g = grad(loss)(net, Array(3.f));
  EXPECT_EQ(number(g.scale), 3);
  EXPECT_TRUE(g.extra.is_none() && g.layers.empty());
  EXPECT_EQ(number(net.extra), 6);
  EXPECT_EQ(net.layers.size(), 1u);
}

// tree_at and a type-erased layer

TEST(TreeAtLayer, dropout_becomes_identity) {
  nn::Rngs rngs{.dropout = random::key(0)};
  const Net net;
  const Net frozen = tree_at([](auto &m) -> auto & { return m.drop; }, net, nn::Identity{});
  EXPECT_EQ(values(frozen.drop(ones({4}), rngs)), (Floats{1, 1, 1, 1}));
  EXPECT_NE(net.drop.target<nn::Dropout>(), nullptr);
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 0u);
}

TEST(TreeAtLayer, a_function_is_a_layer_unless_it_is_said_to_replace) {
  const auto where = [](auto &m) -> auto & { return m.drop; };
  EXPECT_EQ(number(tree_at(where, Net(), nn::relu).drop(Array(-1.f))), 0);
  EXPECT_EQ(number(tree_at(where, Net(), [](const Array &x) { return x * 3; }).drop(Array(2.f))), 6);
  const auto halved = replace_fn(
      [](const nn::Layer &old) -> nn::Layer { return nn::Dropout{.rate = old.target<nn::Dropout>()->rate / 2}; });
  EXPECT_EQ(tree_at(where, Net(), halved).drop.target<nn::Dropout>()->rate, 0.25);
}

TEST(TreeAtLayer, what_a_layer_holds_is_part_of_the_tree) {
  const auto rate = [](auto &m) -> auto & { return m.drop.template target<nn::Dropout>()->rate; };
  EXPECT_EQ(tree_at(rate, Net(), 0.1).drop.target<nn::Dropout>()->rate, 0.1);
  const auto held = [](auto &m) -> auto & { return *m.drop.template target<nn::Dropout>(); };
  EXPECT_EQ(tree_at(held, Net(), nn::Dropout{.rate = 0.2}).drop.target<nn::Dropout>()->rate, 0.2);
}

TEST(TreeAtLayer, inference_mode_and_is_leaf_look_inside) {
  Net net;
  net.layers.push_back(nn::Sequential(nn::Dropout{}, nn::relu));
  const Net quiet = inference_mode(net);
  EXPECT_TRUE(quiet.drop.target<nn::Dropout>()->inference);
  EXPECT_TRUE(quiet.layers[0].target<nn::Sequential>()->layers[0].target<nn::Dropout>()->inference);
  EXPECT_FALSE(net.drop.target<nn::Dropout>()->inference);
  EXPECT_EQ(tree::paths(net, is_leaf<nn::Dropout>), (Paths{".drop", ".layers[0].layers[0]", ".scale", ".calls"}));
  const auto twice = [](const nn::Dropout &d) { return nn::Dropout{.rate = d.rate / 2}; };
  EXPECT_EQ(tree::map(twice, net, is_leaf<nn::Dropout>).drop.target<nn::Dropout>()->rate, 0.25);
}

TEST(TreeAtLayer, halves_of_other_kinds_do_not_combine) {
  const auto [params, rest] = partition(Net(), is_inexact_array);
  const Net frozen = tree_at([](auto &m) -> auto & { return m.drop; }, rest, nn::Identity{});
  EXPECT_ERROR(TreeError, combine(params, frozen), "[combine] the trees differ in more than their arrays",
               "expected .drop: ", "Dropout", "Identity");
}

// A transformed function hides the arrays of its module: a model with such a field is refused where it would be traced.
TEST(HiddenArrays, catches_a_transformed_module_as_a_field) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Linear linear(2, 2, rngs);
  const auto rows = vmap([linear](const Array &x) { return linear(x); });
  using Field = std::remove_const_t<decltype(rows)>;
  struct Held {
    Field layer;
  };
  EXPECT_ERROR(StaticArgumentError,
               jit([](const Held &m, const Array &x) { return m.layer(x); })(Held{rows}, ones({1, 2})),
               "cannot be compared");
}

// Leaks that users know from elsewhere (flax #4336): a key that lives outside is split inside.

Array global_key;

TEST(StateLeaks, catches_a_global_key_that_is_split_inside) {
  global_key = random::key(0);
  const auto f = jit([](const Array &x) {
    const auto keys = random::split(global_key);
    global_key = keys[0];
    return x + random::uniform(keys[1], {});
  });
  // Of arrays from outside alone: the assignment stores a value of the trace all the same.
  EXPECT_ERROR(TraceContextError, f(Array(1.f)), "stored in a variable that was made outside of its trace");
  EXPECT_NO_THROW(random::split(global_key));
}

TEST(StateLeaks, catches_a_stream_that_is_captured) {
  nn::Rngs rngs{.dropout = random::key(0)};
  const nn::Dropout drop;
  EXPECT_ERROR(TraceContextError, jit([&](const Array &x) { return drop(x, rngs); })(ones({4})), "traced for jit");
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 0u);
  EXPECT_NO_THROW(jit([&](const Array &x, nn::Rngs &r) { return drop(x, r); })(ones({4}), rngs));
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 1u);
}

} // namespace
