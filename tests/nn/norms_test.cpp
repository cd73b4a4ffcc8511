// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that normalize, but for BatchNorm.
#include "tests/frontend/error_text.h"
#include "tests/nn/layer_golden.h"

using namespace burin;

namespace {

nn::Rngs streams() { return {.params = random::key(0)}; }
std::vector<float> values(const Array &x) { return x.to_vector<float>(); }

/// The mask of the case is an argument of the call.
template <class L> void expect_masked(const std::string &name, const L &layer) {
  const Array mask = golden::layer_array(name + "/mask");
  golden::expect_case(name, layer, [mask](auto &&l, const Array &x) { return l(x, mask); });
}

TEST(LayerNorm, is_that_of_flax) {
  nn::Rngs rngs = streams();
  golden::expect_case("layer_norm", nn::LayerNorm(6, rngs));
  golden::expect_case("layer_norm_axes", nn::LayerNorm(6, rngs, {.reduction_axes = {1, 2}}));
  golden::expect_case("layer_norm_features",
                      nn::LayerNorm(30, rngs, {.epsilon = 1e-3, .reduction_axes = {-1, 1}, .feature_axes = {1, 2}}));
  golden::expect_case("layer_norm_bare", nn::LayerNorm(6, rngs, {.use_bias = false, .use_scale = false}));
  expect_masked("layer_norm_mask", nn::LayerNorm(6, rngs, {.use_fast_variance = false}));
}

TEST(RMSNorm, is_that_of_flax) {
  nn::Rngs rngs = streams();
  golden::expect_case("rms_norm", nn::RMSNorm(6, rngs));
  expect_masked("rms_norm_mask", nn::RMSNorm(5, rngs, {.reduction_axes = {1, 2}, .feature_axes = 1}));
}

TEST(GroupNorm, is_that_of_flax) {
  nn::Rngs rngs = streams();
  golden::expect_case("group_norm", nn::GroupNorm(4, rngs, {.num_groups = 2}));
  golden::expect_case("group_norm_size", nn::GroupNorm(6, rngs, {.group_size = 2, .use_fast_variance = false}));
  expect_masked("group_norm_mask", nn::GroupNorm(6, rngs, {.num_groups = 3, .use_bias = false}));
}

TEST(GroupNorm, of_all_features_is_layer_norm_over_an_example) {
  nn::Rngs rngs = streams();
  const Array x = random::normal(random::key(1), {3, 4, 6});
  const Array whole = nn::LayerNorm(6, rngs, {.reduction_axes = {1, 2}})(x);
  layer::expect_close(nn::GroupNorm(6, rngs, {.num_groups = 1})(x), whole, 1e-5, "one group");
  layer::expect_close(nn::GroupNorm(6, rngs, {.num_groups = 1, .reduction_axes = {1, 2}})(x), whole, 1e-5,
                      "given axes");
}

TEST(InstanceNorm, is_that_of_flax) {
  nn::Rngs rngs = streams();
  golden::expect_case("instance_norm", nn::InstanceNorm(6, rngs));
  golden::expect_case("instance_norm_axes", nn::InstanceNorm(8, rngs, {.epsilon = 1e-2, .feature_axes = {1, 2}}));
}

TEST(Norms, begin_with_ones_and_zeros) {
  nn::Rngs rngs = streams();
  const nn::LayerNorm norm(3, rngs);
  EXPECT_EQ(values(norm.scale), (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(values(norm.bias), (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(rngs.params.count.item<std::uint32_t>(), 2u) << "a key each";
  nn::RMSNorm(3, rngs);
  nn::GroupNorm(4, rngs, {.num_groups = 2, .use_scale = false});
  EXPECT_EQ(rngs.params.count.item<std::uint32_t>(), 4u);
  const nn::LayerNorm drawn(3, rngs, {.scale_init = nn::initializers::normal(1), .dtype = f64});
  EXPECT_TRUE(tree::equal(drawn.scale, random::normal(random::fold_in(random::key(0), 4), {3}, f64)));
}

TEST(Norms, transform) {
  nn::Rngs rngs = streams();
  const Array x = random::normal(random::key(1), {2, 3, 4});
  const auto call = [](const auto &l, const Array &v) { return l(v); };
  layer::expect_transforms(nn::LayerNorm(4, rngs, {.epsilon = 0.1}), x, call);
  layer::expect_transforms(nn::RMSNorm(4, rngs, {.epsilon = 0.1}), x, call);
  layer::expect_transforms(nn::GroupNorm(4, rngs, {.num_groups = 2, .epsilon = 0.1}), x, call);
  layer::expect_transforms(nn::InstanceNorm(4, rngs, {.epsilon = 0.1}), x, call);
}

TEST(Norms, promote_as_flax_does) {
  nn::Rngs rngs = streams();
  const Array half = random::normal(random::key(1), {2, 4}, bf16);
  EXPECT_EQ(nn::LayerNorm(4, rngs)(half).dtype(), f32);
  const nn::LayerNorm small(4, rngs, {.dtype = bf16});
  EXPECT_EQ(small(half).dtype(), bf16);
  EXPECT_EQ(small(half.astype(f64)).dtype(), f64);
  EXPECT_EQ(nn::LayerNorm(4, rngs, {.use_bias = false, .use_scale = false})(arange(4)).dtype(), f32);
  const nn::LayerNorm bare(4, rngs, {.use_bias = false, .use_scale = false});
  EXPECT_TRUE(tree::equal(bare(half), bare(half.astype(f32)).astype(bf16))) << "statistics are in f32";
}

TEST(Norms, catch_wrong_features_axes_and_masks) {
  nn::Rngs rngs = streams();
  const nn::LayerNorm norm(4, rngs);
  EXPECT_ERROR(ShapeError, norm(ones({2, 5})),
               "[nn.LayerNorm] x has other features than the layer; expected 4, got 5 of float32[2,5]",
               "norms_test.cpp:");
  EXPECT_ERROR(ShapeError, nn::LayerNorm(4, rngs, {.reduction_axes = 2})(ones({2, 4})),
               "[nn.LayerNorm] an axis is out of range; expected one of 2 axes of float32[2,4], got 2");
  EXPECT_ERROR(DTypeError, norm(ones({2, 4}), ones({2, 4})), "[nn.LayerNorm] the mask is not of truth values",
               "mask != 0");
  EXPECT_ERROR(ShapeError, nn::RMSNorm(-1, rngs), "[nn.RMSNorm] the number of features is negative");
  EXPECT_ERROR(ShapeError, nn::GroupNorm(6, rngs),
               "[nn.GroupNorm] the number of groups does not divide the features; expected a divisor of 6, got 32");
  EXPECT_ERROR(ShapeError, nn::GroupNorm(6, rngs, {.group_size = 4}), "the group size does not divide the features");
  EXPECT_ERROR(ShapeError, nn::GroupNorm(6, rngs, {.num_groups = 2})(ones({2, 4})),
               "expected 6 as the last extent, got float32[2,4]");
  EXPECT_ERROR(ShapeError, nn::InstanceNorm(4, rngs, {.feature_axes = 0})(ones({4, 2})),
               "[nn.InstanceNorm] the first axis is the batch");
}

TEST(Norms, options_are_static) {
  nn::Rngs rngs = streams();
  const auto call = jit([](const nn::LayerNorm &l, const Array &x) { return l(x); });
  call(nn::LayerNorm(4, rngs), ones({2, 4}));
  call(nn::LayerNorm(4, rngs), ones({2, 4}));
  EXPECT_EQ(call.trace_count(), 1);
  call(nn::LayerNorm(4, rngs, {.epsilon = 1e-3}), ones({2, 4}));
  call(nn::LayerNorm(4, rngs, {.reduction_axes = {0, 1}}), ones({2, 4}));
  EXPECT_EQ(call.trace_count(), 3);
}

TEST(Embed, is_that_of_flax) {
  nn::Rngs rngs{.params = random::key(3)};
  const nn::Embed embed(7, 3, rngs);
  layer::expect_close(embed.embedding, golden::layer_array("embed/embedding"), 1e-5, "embedding");
  const Array ids = golden::layer_array("embed/ids");
  const nn::Embed of_flax = merge(embed, State{{"embedding", golden::layer_array("embed/embedding")}});
  EXPECT_TRUE(tree::equal(of_flax(ids), golden::layer_array("embed/y")));
  EXPECT_TRUE(tree::equal(jit([](const nn::Embed &e, const Array &i) { return e(i); })(of_flax, ids), of_flax(ids)));
  layer::expect_close(of_flax.attend(golden::layer_array("embed/query")), golden::layer_array("embed/attended"), 1e-5,
                      "attend");
  const auto loss = [](const nn::Embed &e, const Array &i) { return sum(square(e(i))); };
  layer::expect_close(grad(loss)(of_flax, ids).embedding, golden::layer_array("embed/grad"), 1e-5, "gradient");
}

TEST(Embed, gives_nan_and_no_gradient_outside) {
  nn::Rngs rngs = streams();
  const nn::Embed embed(7, 3, rngs);
  const auto lookup = [&](const Array &ids) { return values(embed(ids)); };
  for (const float element : lookup(Array::of({7, 100, -8})))
    EXPECT_TRUE(std::isnan(element));
  EXPECT_EQ(lookup(Array::of({6, -7, 0})), lookup(Array::of({-1, 0, -7})));
  EXPECT_TRUE(std::isnan(lookup(Array::of<std::uint8_t>({200})).front()));
  EXPECT_EQ(lookup(Array::of<std::uint8_t>({6})), lookup(Array::of({6})));
  const auto loss = [](const nn::Embed &e, const Array &ids) { return sum(square(e(ids))); };
  const Array g = grad(loss)(embed, Array::of({7, 1})).embedding;
  layer::expect_close(g[1], 2 * embed.embedding[1], 1e-6, "inside");
  layer::expect_close(g[0], zeros({3}), 1e-6, "elsewhere");
}

TEST(Embed, of_one_row_gives_it_for_all_integers) {
  nn::Rngs rngs = streams();
  const nn::Embed one(1, 3, rngs);
  EXPECT_EQ(values(one(Array::of({0, 5})) - one.embedding), std::vector<float>(6, 0.F));
}

TEST(Embed, transforms) {
  nn::Rngs rngs = streams();
  const nn::Embed embed(5, 2, rngs);
  const Array ids = Array::of({{0, 1}, {4, 1}});
  const auto call = [](const nn::Embed &e, const Array &i) { return e(i); };
  EXPECT_TRUE(tree::equal(vmap(call, {.in_axes = {none, 0}})(embed, ids), embed(ids)));
  check_grads([&](const nn::Embed &e) { return e(ids); }, layer::as_f64(embed));
}

TEST(Embed, catches_indices_that_are_no_integers) {
  nn::Rngs rngs = streams();
  const nn::Embed embed(5, 2, rngs);
  EXPECT_ERROR(DTypeError, embed(ones({2})), "[nn.Embed] indices are no integers", "got float32[2]", "norms_test.cpp:");
  EXPECT_EQ(embed(zeros({2}, u8)).shape(), (Shape{2, 2}));
}

} // namespace
