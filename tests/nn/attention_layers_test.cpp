// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn::LinearGeneral, nn::MultiHeadAttention and masks.
#include "tests/nn/layer.h"

using namespace burin;

namespace {

const golden::Json &stored(const std::string &name) {
  static const golden::Json file = golden::load("nn_attention.json");
  return file.at(name);
}

std::vector<Array> inputs(const std::string &name) {
  std::vector<Array> list;
  for (const golden::Json &input : stored(name).at("inputs"))
    list.push_back(golden::array(input));
  return list;
}

template <class L, class F> void expect_golden(const L &layer, const std::string &name, const F &call) {
  layer::expect_parameters(layer, stored(name).at("parameters"), 1e-5, name);
  golden::expect_stored(call(layer, inputs(name)), stored(name).at("output"), 1e-5, 1, name);
}

using Inputs = std::vector<Array>;
const auto self = [](const auto &layer, const Inputs &x) { return layer(x[0]); };

/// The layers of the golden file, drawn one after the other.
struct Layers {
  nn::Rngs rngs{.params = random::key(0)};
  nn::MultiHeadAttention plain{{.num_heads = 2, .in_features = 6, .qkv_features = 8}, rngs};
  nn::MultiHeadAttention shared{{.num_heads = 4,
                                 .in_features = 6,
                                 .qkv_features = 8,
                                 .out_features = 5,
                                 .in_kv_features = 3,
                                 .num_kv_heads = 2,
                                 .use_bias = false},
                                rngs};
  nn::MultiHeadAttention dropping{{.num_heads = 2, .in_features = 6, .dropout_rate = 0.4}, rngs};
  nn::MultiHeadAttention each{{.num_heads = 2, .in_features = 6, .dropout_rate = 0.4, .broadcast_dropout = false},
                              rngs};
  nn::MultiHeadAttention decoding{{.num_heads = 2, .in_features = 6}, rngs};
  nn::LinearGeneral general{{.in_features = {6, 3}, .out_features = {2, 4}, .axis = {2, -1}, .batch = {2}}, rngs};
};

TEST(LinearGeneral, draws_and_gives_what_that_of_flax_does) { expect_golden(Layers().general, "general", self); }

TEST(LinearGeneral, is_transformed) {
  nn::Rngs rngs{.params = random::key(0)};
  const auto call = [](const auto &layer, const Array &x) { return layer(x); };
  const Array x = random::normal(random::key(1), {2, 3, 2, 3});
  layer::expect_transforms(
      nn::LinearGeneral({.in_features = {3, 2}, .out_features = {2, 2}, .axis = {-1, 2}, .batch = {2}}, rngs), x, call);
  layer::expect_transforms(nn::LinearGeneral({.in_features = 3, .out_features = 4, .use_bias = false}, rngs), x, call);
}

TEST(LinearGeneral, axes_meet_the_extents_in_their_order) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::LinearGeneral turned({.in_features = {3, 2}, .out_features = 4, .axis = {-1, 1}}, rngs);
  const Array x = random::normal(random::key(1), {5, 2, 3});
  layer::expect_close(turned(x), einsum("abc,cbd->ad", {x, turned.kernel}), 1e-6, "turned");
}

using layer::message_of;

TEST(LinearGeneral, catches_axes_that_do_not_fit) {
  nn::Rngs rngs{.params = random::key(0)};
  EXPECT_TRUE(
      message_of<ShapeError>([&] { nn::LinearGeneral({.in_features = {6, 3}, .out_features = 2}, rngs); })
          .starts_with("[nn.LinearGeneral] in_features and axis have different lengths; expected 1 extents, got "
                       "(6, 3)\n"));
  const nn::LinearGeneral layer({.in_features = 3, .out_features = 2, .batch = {2}}, rngs);
  EXPECT_TRUE(message_of<ShapeError>([&] { layer(ones({2, 5})); })
                  .starts_with("[nn.LinearGeneral] axis -1 of x does not fit the kernel; expected extent 3, got "
                               "float32[2,5]\n"));
  EXPECT_TRUE(message_of<ShapeError>([&] { layer(ones({4, 3})); })
                  .starts_with("[nn.LinearGeneral] the batch axes of x do not fit the kernel; expected leading extents "
                               "as of (2, 3, 2), got float32[4,3]\n"));
  EXPECT_THROW(nn::LinearGeneral({.in_features = 3, .out_features = -2}, rngs), ShapeError);
  EXPECT_THROW(nn::LinearGeneral({.in_features = 3, .out_features = 2, .axis = 4}, rngs)(ones({3})), ShapeError);
}

TEST(LinearGeneral, does_not_flag_batch_axes_alone) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::LinearGeneral layer({.in_features = 3, .out_features = 2, .batch = {2}}, rngs);
  EXPECT_EQ(layer(ones({2, 3})).shape(), (Shape{2, 2}));
  EXPECT_EQ(layer(ones({2, 0, 3})).shape(), (Shape{2, 0, 2}));
}

// MultiHeadAttention

TEST(MultiHeadAttention, draws_and_gives_what_that_of_flax_does) {
  const Layers layers;
  expect_golden(layers.plain, "plain", self);
  expect_golden(layers.plain, "causal", [](const auto &a, const Inputs &x) { return a(x[0], {.is_causal = true}); });
  expect_golden(layers.shared, "shared", [](const auto &a, const Inputs &x) {
    return a(x[0], x[1], x[2], {.mask = golden::array(stored("mask"))});
  });
}

TEST(MultiHeadAttention, normalizes_queries_and_keys_as_that_of_flax_does) {
  nn::Rngs rngs{.params = random::key(5)};
  nn::MultiHeadAttention attention({.num_heads = 2, .in_features = 6, .qkv_features = 8, .normalize_qk = true}, rngs);
  expect_golden(attention, "normalized", self);
  const Array x = inputs("normalized")[0], all = attention(x, {.is_causal = true});
  attention.init_cache(x.shape());
  for (int i = 0; i < 5; ++i)
    layer::expect_close(attention.decode(x[{slice(none, none), slice(i, i + 1)}]),
                        all[{slice(none, none), slice(i, i + 1)}], 1e-5, "position");
}

TEST(MultiHeadAttention, drops_the_weights_that_flax_drops) {
  const Layers layers;
  const auto call = [](const auto &attention, const Inputs &x) {
    nn::Rngs rngs{.dropout = random::key(7)};
    return attention(x[0], rngs);
  };
  expect_golden(layers.dropping, "dropping", call);
  expect_golden(layers.each, "dropping_each", call);
}

TEST(MultiHeadAttention, inference_and_deterministic_drop_nothing) {
  Layers layers;
  nn::Rngs rngs{.dropout = random::key(7)};
  const Array x = inputs("dropping")[0];
  nn::MultiHeadAttention never(layers.dropping);
  never.dropout_rate = 0;
  const Array kept = never(x);
  EXPECT_TRUE(tree::equal(layers.dropping(x, {.deterministic = true}, rngs), kept));
  EXPECT_FALSE(tree::equal(layers.dropping(x, {.deterministic = false}, rngs), kept));
  layers.dropping.inference = true;
  EXPECT_TRUE(tree::equal(layers.dropping(x), kept));
  EXPECT_FALSE(tree::equal(layers.dropping(x, {.deterministic = false}, rngs), kept));
}

TEST(MultiHeadAttention, decodes_position_by_position) {
  nn::MultiHeadAttention attention = Layers().decoding;
  layer::expect_parameters(attention, stored("decoding"), 1e-5, "decoding");
  const Array x = inputs("plain")[0];
  const Array causal = attention(x, {.is_causal = true});
  attention.init_cache(x.shape());
  const auto step = jit([](nn::MultiHeadAttention &a, const Array &position) { return a.decode(position); });
  std::vector<Array> eager, traced;
  nn::MultiHeadAttention other(attention);
  for (int i = 0; i < 5; ++i) {
    const Array position = x[{slice(none, none), slice(i, i + 1)}];
    eager.push_back(attention.decode(position));
    traced.push_back(step(other, position));
  }
  EXPECT_EQ(step.trace_count(), 1);
  EXPECT_TRUE(tree::equal(traced, eager));
  EXPECT_TRUE(tree::equal(other, attention));
  EXPECT_EQ(attention.cache_index.item<std::int32_t>(), 5);
  golden::expect_stored(concatenate(eager, 1), stored("decoded"), 1e-5, 1, "decoded");
  layer::expect_close(concatenate(eager, 1), causal, 1e-5, "all positions at once");
}

TEST(MultiHeadAttention, is_transformed) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::MultiHeadAttention attention({.num_heads = 2, .in_features = 4, .num_kv_heads = 1}, rngs);
  layer::expect_transforms(
      attention, random::normal(random::key(1), {2, 3, 4}),
      [](const nn::MultiHeadAttention &a, const Array &x) { return a(x, {.is_causal = true}); }, 1);
}

TEST(MultiHeadAttention, masks_broadcast_over_any_batch_axes) {
  const Layers layers;
  const Array x = inputs("causal")[0];
  const Array want = layers.plain(x, {.is_causal = true});
  for (const Shape &shape : {Shape{5, 5}, Shape{1, 5, 5}, Shape{1, 1, 5, 5}, Shape{3, 1, 5, 5}, Shape{2, 1, 2, 5, 5}})
    layer::expect_close(layers.plain(x, {.mask = broadcast_to(tri(5), shape)}), want, 1e-6, shape.str());
  layer::expect_close(layers.plain(x[{0, 0}], {.is_causal = true}), want[{0, 0}], 1e-6, "no batch");
}

TEST(MultiHeadAttention, catches_heads_and_inputs_that_do_not_fit) {
  nn::Rngs rngs{.params = random::key(0)};
  EXPECT_TRUE(message_of<ShapeError>([&] { nn::MultiHeadAttention({.num_heads = 4, .in_features = 6}, rngs); })
                  .starts_with("[nn.MultiHeadAttention] the heads cannot share the features; expected a multiple of "
                               "num_heads = 4, got qkv_features = 6\n"));
  EXPECT_TRUE(message_of<ShapeError>(
                  [&] { nn::MultiHeadAttention({.num_heads = 4, .in_features = 8, .num_kv_heads = 3}, rngs); })
                  .starts_with("[nn.MultiHeadAttention] the heads cannot share keys; expected num_kv_heads to divide "
                               "num_heads, got num_heads = 4, num_kv_heads = 3\n"));
  Layers layers;
  EXPECT_TRUE(
      message_of<ShapeError>([&] { layers.plain(ones({5, 7})); })
          .starts_with("[nn.MultiHeadAttention] queries do not fit; expected [batch..., positions, 6 features], "
                       "got float32[5,7]\n"));
  EXPECT_TRUE(message_of<TreeError>([&] {
                layers.dropping(ones({5, 6}));
              }).starts_with("[nn.MultiHeadAttention] dropout needs a key; expected nn::Rngs, got none\n"));
  EXPECT_TRUE(message_of<TreeError>([&] {
                layers.plain.decode(ones({1, 6}));
              }).starts_with("[nn.MultiHeadAttention] there are no caches; expected those of init_cache, got none\n"));
  layers.plain.init_cache({2, 5, 6});
  EXPECT_TRUE(
      message_of<ShapeError>([&] { layers.plain.decode(ones({2, 2, 6})); })
          .starts_with("[nn.MultiHeadAttention] x is not one position for the caches of shape (2, 5, 2, 4); got "
                       "float32[2,2,6]\n"));
  EXPECT_THROW(layers.plain.init_cache({6}), ShapeError);
}

TEST(Masks, are_those_of_flax) {
  const Array x = inputs("plain")[0][{ellipsis, 0}], kv = inputs("shared")[1][{ellipsis, 0}];
  golden::expect_stored(nn::make_causal_mask(x, 1, f32), stored("causal_mask"), 0, 1, "causal");
  golden::expect_stored(nn::make_attention_mask(x > 0, kv > 0, multiply, 0, f32), stored("pair_mask"), 0, 1, "pairs");
}

TEST(Masks, combine_those_that_there_are) {
  const Array causal = nn::make_causal_mask(ones({3})), first = Array::of({{{true, false, false}}});
  EXPECT_EQ(nn::combine_masks({causal, Array(), first}).to_vector<bool>(),
            (std::vector<bool>{true, false, false, true, false, false, true, false, false}));
  EXPECT_TRUE(nn::combine_masks({Array(), Array()}).is_none());
  EXPECT_TRUE(message_of<ShapeError>([&] {
                nn::combine_masks({causal, ones({3}, bool_)});
              }).starts_with("[nn.combine_masks] the masks have different ranks; expected 3 axes, got (3,)\n"));
}

} // namespace
