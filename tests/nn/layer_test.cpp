// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn::Layer, nn::Sequential, nn::Identity.
#include "tests/frontend/error_text.h"

#include <string>
#include <vector>

using namespace burin;

namespace {

std::vector<float> values(const Array &x) { return x.to_vector<float>(); }
nn::Rngs streams() { return {.params = random::key(0), .dropout = random::key(1)}; }

/// A layer of the user's.
struct Scale {
  Array factor = Array(2.F);
  Array operator()(const Array &x) const { return x * factor; }
};
struct Noise {
  Array operator()(const Array &x, nn::Rngs &rngs) const { return x + random::normal(rngs.dropout(), x.shape()); }
};
struct Counter {
  nn::Stat calls = Array::of(0);
  Array operator()(const Array &x) {
    calls = calls + 1;
    return x;
  }
};

TEST(Layer, holds_layers_functions_and_lambdas) {
  nn::Rngs rngs = streams();
  const nn::Linear linear(3, 2, rngs);
  const Array x = Array::of({{-1.F, 2.F, 3.F}});
  EXPECT_EQ(values(nn::Layer(linear)(x)), values(linear(x)));
  EXPECT_EQ(values(nn::Layer(nn::relu)(x)), (std::vector<float>{0, 2, 3}));
  EXPECT_EQ(values(nn::Layer(Scale{})(x)), (std::vector<float>{-2, 4, 6}));
  EXPECT_EQ(values(nn::Layer([](const Array &v) { return v + 1; })(x)), (std::vector<float>{0, 3, 4}));
  EXPECT_EQ(values(nn::Layer([](const auto &v) { return reshape(v, {v.size()}) + 1; })(x)),
            (std::vector<float>{0, 3, 4}));
  EXPECT_EQ(values(nn::Layer(nn::Identity{})(x)), values(x));
  EXPECT_EQ(values(nn::Layer(nn::checkpoint(linear))(x)), values(linear(x)));
  EXPECT_EQ(values(nn::Layer(nn::Layer(nn::relu))(x)), (std::vector<float>{0, 2, 3}));
}

TEST(Layer, gives_streams_to_layers_that_take_them) {
  nn::Rngs rngs = streams(), same = streams();
  const Array x = ones({4});
  EXPECT_EQ(values(nn::Layer(Noise{})(x, rngs)), values(Noise{}(x, same)));
  EXPECT_EQ(values(nn::Layer(nn::relu)(x, rngs)), values(x));
  EXPECT_EQ(values(nn::Layer([](const auto &v, auto &r) { return v * random::uniform(r.params(), {4}); })(x, rngs)),
            values(random::uniform(same.params(), {4})));
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 1u);
}

TEST(Layer, copies_by_value) {
  nn::Rngs rngs = streams();
  nn::Layer layer = nn::Linear(3, 2, rngs);
  const nn::Layer copy = layer;
  layer.target<nn::Linear>()->kernel = zeros({3, 2});
  EXPECT_EQ(values(layer(ones({3}))), (std::vector<float>{0, 0}));
  EXPECT_NE(values(copy(ones({3}))), (std::vector<float>{0, 0}));
  EXPECT_EQ(layer.target<nn::Dropout>(), nullptr);
}

TEST(Layer, is_a_tree_of_what_it_holds) {
  nn::Rngs rngs = streams();
  nn::Layer layer = nn::Linear(3, 2, rngs);
  EXPECT_EQ(tree::paths(layer), (std::vector<std::string>{".kernel", ".bias"}));
  const nn::Layer doubled = tree::map([](const Array &a) { return a * 2; }, layer);
  EXPECT_EQ(values(doubled(ones({3}))), values(layer(ones({3})) * 2));
  EXPECT_TRUE(tree::paths(nn::Layer()).empty());
}

struct Net {
  nn::Linear in;
  nn::Layer drop;
  Array operator()(const Array &x, nn::Rngs &rngs) const { return drop(in(x), rngs); }
};

TEST(Layer, of_another_kind_retraces) {
  nn::Rngs rngs = streams();
  Net net{nn::Linear(3, 4, rngs), nn::Dropout{.rate = 0.25}};
  const auto apply = jit([](const Net &n, const Array &x, nn::Rngs &r) { return n(x, r); });
  apply(net, ones({3}), rngs);
  apply(net, ones({3}), rngs);
  EXPECT_EQ(apply.trace_count(), 1);
  net.drop = nn::Identity{};
  EXPECT_EQ(values(apply(net, ones({3}), rngs)), values(net.in(ones({3}))));
  EXPECT_EQ(apply.trace_count(), 2);
  net.drop = nn::relu;
  const Array positive = apply(net, ones({3}), rngs);
  net.drop = nn::silu;
  EXPECT_NE(values(apply(net, ones({3}), rngs)), values(positive)) << "functions are part of the key";
  EXPECT_EQ(apply.trace_count(), 4);
}

TEST(Layer, has_gradients_and_rows) {
  nn::Rngs rngs = streams();
  const nn::Linear linear(3, 2, rngs);
  const nn::Layer layer = linear;
  const auto loss = [](const auto &l, const Array &x) { return sum(square(l(x))); };
  const Array x = random::normal(random::key(2), {5, 3});
  const nn::Layer g = jit(grad(loss))(layer, x);
  EXPECT_EQ(values(g.target<nn::Linear>()->kernel), values(grad(loss)(linear, x).kernel));
  EXPECT_EQ(values(vmap([](const nn::Layer &l, const Array &v) { return l(v); }, {.in_axes = {none, 0}})(layer, x)),
            values(vmap([](const nn::Linear &l, const Array &v) { return l(v); }, {.in_axes = {none, 0}})(linear, x)));
}

TEST(Layer, is_state_of_traced_functions) {
  nn::Layer layer = Counter{};
  const auto call = jit([](nn::Layer &l, const Array &x) { return l(x); });
  call(layer, ones({2}));
  call(layer, ones({2}));
  EXPECT_EQ(layer.target<Counter>()->calls.item<int>(), 2);
  const auto exchange = jit([](nn::Layer &l, const Array &x) { l = Scale{.factor = x}; });
  exchange(layer, Array(5.F));
  EXPECT_EQ(values(layer(Array(2.F))), std::vector<float>{10});
}

TEST(Layer, does_not_flag_layers_made_and_moved_in_a_trace) {
  const auto made = jit([](const nn::Layer &outer, const Array &x) {
    nn::Layer copy = outer;
    copy.target<Scale>()->factor = x;
    std::vector<nn::Layer> list;
    list.push_back(copy);
    list.push_back(Scale{});
    list.insert(list.begin(), Scale{.factor = x + 1});
    list[1] = list[0];
    return list[1](x);
  });
  EXPECT_EQ(values(made(nn::Layer(Scale{}), Array(3.F))), std::vector<float>{12});
}

TEST(Layer, catches_a_tracer_stored_in_a_layer_outside) {
  nn::Layer same = Scale{}, other = nn::relu;
  const auto into = [](nn::Layer &target) {
    return text_of_error<TraceContextError>([&] {
      jit([&](const Array &x) {
        target = Scale{.factor = x};
        return x;
      })(Array(3.F));
    });
  };
  EXPECT_FALSE(into(same).empty());
  EXPECT_FALSE(into(other).empty());
  EXPECT_EQ(values(same(Array(1.F))), std::vector<float>{2});
}

TEST(Layer, catches_calls_that_cannot_be) {
  const Array x = ones({2});
  EXPECT_ERROR(TreeError, nn::Layer(Noise{})(x),
               "[nn.Layer] a layer that draws random numbers was called without streams", "Noise, got none",
               "layer_test.cpp:", "layer(x, rngs)");
  EXPECT_ERROR(TreeError, nn::Layer()(x), "[nn.Layer] there is no layer to call", "layer_test.cpp:");
  const nn::Layer constant = Counter{};
  EXPECT_ERROR(Error, constant(x), "[nn.Layer] a layer that changes when it is called was called as const", "Counter",
               "Take the model as Model &");
  EXPECT_ERROR(TreeError, nn::Layer(nn::Dropout{})(x), "[nn.Dropout] a layer that is not deterministic needs a key",
               "layer_test.cpp:");
}

TEST(Layer, does_not_flag_a_counting_layer_that_is_a_variable) {
  nn::Layer variable = Counter{};
  variable(ones({2}));
  EXPECT_EQ(variable.target<Counter>()->calls.item<int>(), 1);
}

TEST(Layer, takes_what_maps_arrays_to_arrays_only) {
  static_assert(std::is_constructible_v<nn::Layer, nn::Linear> &&
                std::is_constructible_v<nn::Layer, Array (*)(const In &)>);
  static_assert(!std::is_constructible_v<nn::Layer, int> && !std::is_constructible_v<nn::Layer, Array>);
  static_assert(!std::is_constructible_v<nn::Layer, std::string (*)(const Array &)>);
}

std::string line_of(const nn::Layer &layer) {
  return text_of_error<ShapeError>([&] {
    const auto line = [](const Array &x, const nn::Layer &l) { return l(x); };
    line(ones({5}), layer);
  });
}

TEST(Layer, errors_have_the_line_of_the_user) {
  nn::Rngs rngs = streams();
  expect_pieces(line_of(nn::Linear(3, 2, rngs)), {"layer_test.cpp:"});
  expect_pieces(line_of(nn::Sequential(nn::relu, nn::Linear(3, 2, rngs))), {"layer_test.cpp:"});
  expect_pieces(line_of([](const auto &x) { return x + ones({3}); }), {"layer_test.cpp:"});
}

TEST(Sequential, calls_one_after_the_other) {
  nn::Rngs rngs = streams();
  const nn::Linear first(3, 4, rngs), second(4, 2, rngs);
  const nn::Sequential net(first, nn::relu, nn::Dropout{.inference = true}, second);
  const Array x = random::normal(random::key(2), {5, 3});
  const Array expected = second(nn::relu(first(x)));
  EXPECT_EQ(values(net(x)), values(expected));
  EXPECT_EQ(values(net(x, rngs)), values(expected));
  EXPECT_EQ(values(jit([](const nn::Sequential &n, const Array &v) { return n(v); })(net, x)), values(expected));
  EXPECT_EQ(tree::paths(net),
            (std::vector<std::string>{".layers[0].kernel", ".layers[0].bias", ".layers[3].kernel", ".layers[3].bias"}));
  EXPECT_EQ(values(nn::Sequential(std::vector<nn::Layer>{nn::relu, net.layers[0]})(x)), values(first(nn::relu(x))));
  EXPECT_EQ(values(nn::Sequential()(x)), values(x));
}

TEST(Sequential, copies_and_nests) {
  nn::Rngs rngs = streams();
  const nn::Sequential inner(nn::Linear(3, 3, rngs));
  const nn::Sequential copy(inner), nested(inner, inner);
  EXPECT_EQ(tree::paths(copy), tree::paths(inner));
  EXPECT_EQ(tree::paths(nested)[2], ".layers[1].layers[0].kernel");
}

TEST(Sequential, hands_streams_and_state_on) {
  nn::Rngs rngs = streams(), same = streams();
  nn::Sequential net(Counter{}, nn::Dropout{});
  const Array x = ones({16});
  EXPECT_EQ(values(net(x, rngs)), values(nn::Dropout{}(x, same)));
  EXPECT_EQ(net.layers[0].target<Counter>()->calls.item<int>(), 1);
  EXPECT_ERROR(TreeError, net(x), "[nn.Dropout] a layer that is not deterministic needs a key", "layer_test.cpp:");
}

} // namespace
