// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/nn/layer_golden.h"

using namespace burin;

namespace {

nn::Rngs streams() { return {.params = random::key(0), .dropout = random::key(1)}; }
std::vector<float> values(const Array &x) { return x.to_vector<float>(); }
Array batch() { return random::normal(random::key(2), {5, 6}); }
nn::Linear linear(int in = 6, int out = 4) {
  nn::Rngs rngs = streams();
  return nn::Linear(in, out, rngs);
}

struct Branches {
  nn::Linear left = linear(), right = linear();
  std::vector<nn::Linear> rest{linear(4, 2)};
  Array operator()(const Array &x) const { return rest[0](left(x) * right(x)); }
};

struct Regular {
  nn::Linear in = linear();
  nn::Dropout drop;
  Array operator()(const Array &x, bool deterministic, nn::Rngs &rngs) const {
    return drop(in(x), deterministic, rngs);
  }
};

struct Trained {
  nn::Linear in = linear();
  nn::BatchNorm norm;
  Array operator()(const Array &x) { return norm(in(x)); }
};

TEST(WeightNorm, is_that_of_flax) {
  golden::expect_case("weight_norm_dense", nn::WeightNorm(linear()));
  golden::expect_case("weight_norm_all_noscale",
                      nn::WeightNorm(linear(), {.use_scale = false, .variable_filter = none}));
  nn::Rngs rngs = streams();
  const nn::Conv conv({.in = 4, .out = 6, .kernel = {3, 3}}, rngs);
  golden::expect_case("weight_norm_conv", nn::WeightNorm(conv));
  golden::expect_case("weight_norm_conv_one_norm", nn::WeightNorm(conv, {.feature_axes = none}));
  golden::expect_case(
      "weight_norm_conv_transpose",
      nn::WeightNorm(nn::ConvTranspose({.in = 4, .out = 5, .kernel = {3, 3}, .strides = {2, 2}}, rngs)));
}

TEST(WeightNorm, names_scales_by_the_paths_of_the_weights) {
  const nn::WeightNorm one(linear());
  EXPECT_EQ(tree::paths(one), (std::vector<std::string>{".layer.kernel", ".layer.bias", ".scale[\"kernel\"]"}));
  EXPECT_EQ(values(one.scale.at("kernel")), (std::vector<float>{1, 1, 1, 1}));
  const nn::WeightNorm many{Branches()};
  EXPECT_EQ(many.scale.size(), 3u);
  EXPECT_EQ(many.scale.at("rest[0].kernel").shape(), Shape{2});
  const nn::WeightNorm filtered(Branches(), {.variable_filter = {"left/bias", "rest/0"}});
  EXPECT_EQ(filtered.scale.size(), 3u);
  EXPECT_TRUE(filtered.scale.contains("left.bias") && filtered.scale.contains("rest[0].kernel"));
  EXPECT_EQ(nn::WeightNorm(linear(), {.variable_filter = std::nullopt}).scale.size(), 2u);
  EXPECT_EQ(nn::WeightNorm(linear(), {.use_scale = false}).scale.size(), 0u);
  const nn::WeightNorm both(linear(), {.feature_axes = {0, -1}}), whole(linear(), {.feature_axes = none});
  EXPECT_EQ(both.scale.at("kernel").shape(), (Shape{6, 4}));
  EXPECT_EQ(whole.scale.at("kernel").shape(), Shape{});
}

TEST(WeightNorm, draws_scales_from_params) {
  nn::Rngs rngs = streams();
  const nn::WeightNorm drawn(linear(), rngs, {.scale_init = nn::initializers::normal(1)});
  EXPECT_TRUE(tree::equal(drawn.scale.at("kernel"), random::normal(random::fold_in(random::key(0), 0), {4})));
}

TEST(WeightNorm, makes_unit_columns_and_leaves_the_kernel) {
  nn::WeightNorm norm(linear());
  const nn::Linear before = norm.layer;
  const Array w = norm(eye(6)) - before.bias; // the normalized kernel
  layer::expect_close(sum(square(w), 0), ones({4}), 1e-5, "norms");
  std::as_const(norm)(batch());
  jit([](auto &n, const Array &x) { return n(x); })(norm, batch());
  EXPECT_TRUE(tree::equal(norm.layer, before));
}

TEST(WeightNorm, gradients_reach_both_and_are_orthogonal_to_the_weight) {
  const nn::WeightNorm norm(linear());
  const auto g = jit(grad([](const auto &n, const Array &x) { return sum(exp(n(x))); }))(norm, batch());
  const float length = std::sqrt(sum(square(g.layer.kernel)).item<float>());
  EXPECT_GT(length, 1e-2F);
  layer::expect_close(sum(g.layer.kernel * norm.layer.kernel, 0) / length, zeros({4}), 1e-5, "<dL/dv, v>");
  EXPECT_GT(max(abs(g.scale.at("kernel"))).item<float>(), 1e-2F);
}

TEST(WeightNorm, is_trained) {
  nn::WeightNorm norm(linear());
  const nn::WeightNorm before = norm;
  optim::Optimizer opt(norm, optim::sgd(1e-1));
  const auto step = jit([](auto &n, auto &optimizer, const Array &x) {
    const auto [loss, g] = value_and_grad([](const auto &m, const Array &v) { return mean(square(m(v) - 1)); })(n, x);
    optimizer.update(n, g);
    return loss;
  });
  const float first = step(norm, opt, batch()).template item<float>();
  EXPECT_LT(step(norm, opt, batch()).template item<float>(), first);
  EXPECT_EQ(step.trace_count(), 1);
  EXPECT_NE(values(norm.layer.kernel), values(before.layer.kernel));
  EXPECT_NE(values(norm.scale.at("kernel")), values(before.scale.at("kernel")));
}

TEST(WeightNorm, transforms) {
  const auto call = [](const auto &n, const Array &x) { return n(x); };
  layer::expect_transforms(nn::WeightNorm(linear(), {.epsilon = 1e-3}), batch()[0], call);
  layer::expect_transforms(nn::WeightNorm(Branches()), batch()[0], call);
}

TEST(WeightNorm, nests_and_stays_what_it_is_when_copied) {
  const nn::WeightNorm inner(linear());
  const nn::WeightNorm outer(inner);
  static_assert(std::is_same_v<decltype(outer), const nn::WeightNorm<nn::WeightNorm<nn::Linear>>>);
  const auto copy = outer;
  static_assert(std::is_same_v<decltype(copy), decltype(outer)>);
  const nn::WeightNorm same = inner;
  static_assert(std::is_same_v<decltype(same), decltype(inner)>);
  EXPECT_EQ(tree::paths(outer),
            (std::vector<std::string>{".layer.layer.kernel", ".layer.layer.bias", ".layer.scale[\"kernel\"]",
                                      ".scale[\"layer.kernel\"]", ".scale[\"scale[\"kernel\"]\"]"}));
  layer::expect_close(outer(batch()), inner(batch()), 1e-5, "a norm of 1 twice");
}

TEST(WeightNorm, calls_any_module_with_its_arguments) {
  nn::Rngs rngs = streams(), same = streams();
  nn::WeightNorm norm{Regular()};
  const Array plain = nn::WeightNorm(linear())(batch());
  EXPECT_EQ(values(norm(batch(), true, rngs)), values(plain));
  EXPECT_EQ(values(norm(batch(), false, rngs)), values(nn::Dropout{}(plain, same)));
  EXPECT_EQ(rngs.dropout.count.item<std::uint32_t>(), 1u);
  const nn::WeightNorm sequence(nn::Sequential(linear(), nn::relu, nn::Dropout{}));
  EXPECT_EQ(sequence.scale.size(), 1u);
  EXPECT_EQ(sequence(batch(), rngs).shape(), (Shape{5, 4}));
  EXPECT_EQ(values(nn::Layer(nn::WeightNorm(linear()))(batch())), values(plain));
}

TEST(WeightNorm, keeps_the_state_of_a_variable) {
  nn::Rngs rngs = streams();
  nn::WeightNorm norm(Trained{.norm = nn::BatchNorm(4, rngs)});
  const Array kernel = norm.layer.in.kernel;
  norm(batch());
  EXPECT_NE(values(norm.layer.norm.mean), std::vector<float>(4, 0.F));
  EXPECT_TRUE(tree::equal(norm.layer.in.kernel, kernel));
  auto traced = norm;
  norm(batch());
  jit([](auto &n, const Array &x) { return n(x); })(traced, batch());
  EXPECT_TRUE(tree::equal(traced, norm));
}

TEST(WeightNorm, catches_axes_and_scales_that_do_not_fit) {
  EXPECT_ERROR(ShapeError, nn::WeightNorm(linear(), {.feature_axes = {0, 1}, .variable_filter = none}),
               "[nn.WeightNorm: .bias] an axis is out of range; expected one of 1 axes of float32[4], got 1",
               "weight_norm_test.cpp:");
  nn::WeightNorm norm(linear());
  norm.scale.erase("kernel");
  EXPECT_ERROR(TreeError, norm(batch()), "there is no array at the path", "kernel", "weight_norm_test.cpp:");
}

TEST(WeightNorm, does_not_flag_the_axes_of_weights_that_are_not_selected) {
  EXPECT_EQ(nn::WeightNorm(linear(), {.feature_axes = {0, 1}})(batch()).shape(), (Shape{5, 4}));
}

} // namespace
