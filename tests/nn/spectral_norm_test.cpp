// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/nn/layer_golden.h"

using namespace burin;

namespace {

nn::Rngs streams() { return {.params = random::key(0)}; }
Array batch() { return random::normal(random::key(2), {5, 6}); }

auto normed(const nn::SpectralNormOptions &options = {}) {
  nn::Rngs rngs = streams();
  const nn::Linear linear(6, 4, rngs);
  return nn::SpectralNorm(linear, rngs, options);
}

TEST(SpectralNorm, is_that_of_flax) {
  golden::expect_case("spectral_norm_1", normed());
  golden::expect_case("spectral_norm_3", normed({.n_steps = 3}));
  nn::Rngs rngs = streams();
  golden::expect_case("spectral_norm_conv",
                      nn::SpectralNorm(nn::Conv({.in = 4, .out = 3, .kernel = {3, 3}}, rngs), rngs));
}

TEST(SpectralNorm, begins_with_drawn_u_and_sigma_of_one) {
  const auto norm = normed();
  EXPECT_EQ(tree::paths(norm),
            (std::vector<std::string>{".layer.kernel", ".layer.bias", ".u[\"kernel\"]", ".sigma[\"kernel\"]"}));
  EXPECT_TRUE(tree::equal(norm.u.at("kernel"), random::normal(random::fold_in(random::key(0), 2), {1, 4})));
  EXPECT_EQ(norm.sigma.at("kernel").item<float>(), 1.F);
}

TEST(SpectralNorm, finds_the_greatest_singular_value) {
  auto norm = normed();
  norm.layer.kernel = zeros({6, 4}).at({0, 0}).set(3).at({1, 1}).set(2);
  for (int i = 0; i < 40; ++i)
    norm(batch());
  EXPECT_NEAR(norm.sigma.at("kernel").item<float>(), 3, 1e-5);
  EXPECT_EQ(norm.layer.kernel.at({0, 0}).get().item<float>(), 3) << "the kernel stays";
}

TEST(SpectralNorm, updates_a_variable_unless_told_not_to) {
  auto norm = normed();
  const auto before = norm;
  const Array y = std::as_const(norm)(batch());
  EXPECT_TRUE(tree::equal(norm, before));
  norm.inference = true;
  norm(batch());
  EXPECT_TRUE(tree::equal(norm.u, before.u));
  norm.inference = false;
  EXPECT_TRUE(tree::equal(norm(batch()), y));
  EXPECT_FALSE(tree::equal(norm.u, before.u));
  auto traced = before;
  jit([](auto &n, const Array &x) { return n(x); })(traced, batch());
  EXPECT_TRUE(tree::equal(traced, norm));
}

TEST(SpectralNorm, state_has_no_gradient) {
  auto norm = normed();
  const auto g = grad([](auto &n, const Array &x) { return sum(square(n(x))); })(norm, batch());
  EXPECT_TRUE(g.u.at("kernel").is_none() && g.sigma.at("kernel").is_none());
  EXPECT_FALSE(g.layer.kernel.is_none());
  EXPECT_NE(norm.sigma.at("kernel").item<float>(), 1.F) << "the state is kept";
}

TEST(SpectralNorm, leaves_what_is_no_matrix) {
  nn::Rngs rngs = streams();
  const nn::SpectralNorm scales(nn::LayerNorm(6, rngs), rngs);
  EXPECT_EQ(scales.u.size(), 0u);
  EXPECT_TRUE(tree::equal(scales(batch()), scales.layer(batch())));
  const auto none = normed({.n_steps = 0});
  EXPECT_TRUE(tree::equal(none(batch()), none.layer(batch())));
}

TEST(SpectralNorm, transforms) {
  const auto call = [](const auto &n, const Array &x) { return n(x); };
  const auto norm = normed({.n_steps = 2});
  EXPECT_TRUE(tree::equal(jit(call)(norm, batch()), call(norm, batch())));
  const Array rows = vmap(call, {.in_axes = {none, 0}})(norm, batch());
  layer::expect_close(rows, call(norm, batch()), 1e-5, "rows");
  // As a function of x it has no constants that move.
  check_grads([&](const Array &x) { return call(norm, x); }, batch(), {.order = 1});
}

TEST(SpectralNorm, nests_over_anything) {
  nn::Rngs rngs = streams();
  const nn::Sequential net(nn::Linear(6, 4, rngs), nn::relu, nn::Linear(4, 2, rngs));
  nn::SpectralNorm outer(nn::SpectralNorm(net, rngs), rngs);
  EXPECT_EQ(outer.layer.u.size(), 2u);
  EXPECT_EQ(outer.u.size(), 2u);
  EXPECT_TRUE(outer.u.contains("layer.layers[2].kernel"));
  const Array before = outer.layer.u.at("layers[0].kernel");
  EXPECT_EQ(outer(batch()).shape(), (Shape{5, 2}));
  EXPECT_FALSE(tree::equal(outer.layer.u.at("layers[0].kernel"), before)) << "the state inside is kept";
  nn::WeightNorm mixed(nn::SpectralNorm(nn::Linear(6, 4, rngs), rngs));
  EXPECT_EQ(mixed.scale.size(), 1u) << "u and sigma are no weights";
  EXPECT_EQ(mixed(batch()).shape(), (Shape{5, 4}));
}

struct Tensor {
  Array kernel = ones({2, 3, 4});
  Array operator()(const Array &x) const { return x * sum(kernel); }
};

TEST(SpectralNorm, catches_more_than_two_axes_where_they_are_refused) {
  nn::Rngs rngs = streams();
  EXPECT_ERROR(
      ShapeError, nn::SpectralNorm(Tensor(), rngs, {.error_on_non_matrix = true}),
      "[nn.SpectralNorm] the weight .kernel is no matrix and error_on_non_matrix is set; expected two axes, got "
      "float32[2,3,4]",
      "spectral_norm_test.cpp:");
}

TEST(SpectralNorm, does_not_flag_more_than_two_axes_otherwise) {
  nn::Rngs rngs = streams();
  const nn::SpectralNorm norm(Tensor(), rngs);
  EXPECT_EQ(norm.u.at("kernel").shape(), (Shape{1, 4}));
  layer::expect_close(norm(Array(1.F)), Array(24.F / std::sqrt(24.F)), 1e-5, "a rank of one");
  const nn::SpectralNorm matrix(nn::Linear(3, 2, rngs), rngs, {.error_on_non_matrix = true});
  EXPECT_EQ(matrix(ones({3})).shape(), Shape{2});
}

} // namespace
