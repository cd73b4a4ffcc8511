// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"

using namespace burin;

namespace {

std::vector<float> values(const Array &x) { return x.to_vector<float>(); }

void expect_values(const Array &got, const std::vector<float> &want, float tolerance = 1e-6F) {
  const std::vector<float> have = values(got);
  ASSERT_EQ(have.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(have[i], want[i], tolerance) << i;
}

TEST(Rngs, streams_count_as_those_of_flax) {
  nn::Rngs rngs{.params = random::key(0), .dropout = random::key(1)};
  using Words = std::vector<std::uint32_t>;
  EXPECT_EQ(rngs.params().to_vector<std::uint32_t>(), (Words{1797259609, 2579123966}));
  EXPECT_EQ(rngs.params().to_vector<std::uint32_t>(), (Words{928981903, 3453687069}));
  EXPECT_EQ(rngs.dropout().to_vector<std::uint32_t>(), (Words{507451445, 1853169794}));
}

TEST(Rngs, counters_are_state_of_a_jitted_function) {
  nn::Rngs rngs{.params = random::key(0)};
  const auto draw = jit([](nn::Rngs &r) { return random::uniform(r.params(), {2}); });
  const Array first = draw(rngs), second = draw(rngs);
  EXPECT_NE(values(first), values(second));
  EXPECT_EQ(values(second), values(random::uniform(random::fold_in(random::key(0), 1), {2})));
  EXPECT_EQ(draw.trace_count(), 1);
}

TEST(Rngs, catches_a_stream_without_a_key) {
  nn::Rngs rngs{.params = random::key(0)};
  EXPECT_THROW(rngs.dropout(), TreeError);
}

TEST(Linear, multiplies_and_adds) {
  nn::Rngs rngs{.params = random::key(0)};
  nn::Linear layer(2, 3, rngs);
  layer.kernel = Array::of({{1.F, 2.F, 3.F}, {4.F, 5.F, 6.F}});
  layer.bias = Array::of({0.5F, 0.F, -0.5F});
  expect_values(layer(Array::of({{1.F, 1.F}, {0.F, 2.F}})), {5.5F, 7.F, 8.5F, 8.5F, 10.F, 11.5F});
  expect_values(layer(Array::of({1.F, 1.F})), {5.5F, 7.F, 8.5F});
}

TEST(Linear, draws_as_flax_does) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Linear first(4, 8, rngs), second(8, 2, rngs, {.use_bias = false});
  const auto expected = nn::initializers::lecun_normal();
  EXPECT_EQ(values(first.kernel), values(expected(random::fold_in(random::key(0), 0), {4, 8}, f32)));
  EXPECT_EQ(values(second.kernel), values(expected(random::fold_in(random::key(0), 2), {8, 2}, f32)));
  EXPECT_TRUE(second.bias.is_none());
  EXPECT_EQ(second(ones({3, 8})).shape(), (Shape{3, 2}));
}

TEST(Linear, catches_a_wrong_width) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Linear layer(4, 8, rngs);
  EXPECT_THROW(layer(ones({3, 5})), ShapeError);
  try {
    const nn::Linear negative(4, -1, rngs);
    FAIL() << "a negative width is accepted";
  } catch (const ShapeError &error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("[nn.Linear] a width is negative")) << error.what();
  }
}

TEST(Activations, have_the_values_of_jax) {
  const Array x = Array::of({-2.F, -0.5F, 0.F, 0.5F, 2.F});
  expect_values(nn::relu(x), {0, 0, 0, 0.5F, 2});
  expect_values(nn::gelu(x), {-0.04540229F, -0.15428599F, 0, 0.34571403F, 1.9545977F});
  expect_values(nn::silu(x), {-0.23840584F, -0.18877034F, 0, 0.31122968F, 1.7615942F});
  expect_values(nn::softplus(x), {0.12692805F, 0.47407699F, 0.6931472F, 0.974077F, 2.126928F});
  expect_values(nn::elu(x), {-0.86466473F, -0.39346933F, 0, 0.5F, 2});
  expect_values(nn::log_sigmoid(x), {-2.126928F, -0.974077F, -0.6931472F, -0.47407699F, -0.12692805F});
  expect_values(nn::gelu(x, false), {-0.04550027F, -0.15426877F, 0, 0.34573123F, 1.9544997F});
}

TEST(Activations, exact_gelu_has_the_gradient_of_jax) {
  const Array x = Array::of({-2.F, -0.5F, 0.F, 0.5F, 2.F});
  expect_values(grad([](const Array &v) { return sum(nn::gelu(v, false)); })(x),
                {-0.08523182F, 0.13250488F, 0.5F, 0.8674951F, 1.0852318F});
}

TEST(Activations, keep_nan_and_derivative_zero_of_relu_at_zero) {
  EXPECT_TRUE(std::isnan(nn::relu(Array::of(std::nanf(""))).item<float>()));
  EXPECT_EQ(grad([](const Array &x) { return nn::relu(x); })(Array(0.F)).item<float>(), 0.F);
}

TEST(Activations, softmax_is_stable_and_normal) {
  const Array x = Array::of({{1000.F, 1000.F}, {-1000.F, 0.F}});
  expect_values(nn::softmax(x), {0.5F, 0.5F, 0, 1});
  expect_values(nn::log_softmax(x), {-0.6931472F, -0.6931472F, -1000, 0});
  expect_values(nn::logsumexp(x, 1), {1000.6931F, 0}, 1e-3F);
  EXPECT_EQ(nn::logsumexp(x, {0, 1}, true).shape(), (Shape{1, 1}));
  EXPECT_EQ(nn::logsumexp(x).shape(), Shape{});
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(nn::logsumexp(Array::of({-infinity, -infinity})).item<float>(), -infinity);
}

TEST(Losses, cross_entropy_of_labels) {
  const Array logits = Array::of({{1.F, 2.F, 3.F}, {0.F, 0.F, 0.F}});
  expect_values(nn::softmax_cross_entropy_with_integer_labels(logits, Array::of({2, 0})), {0.40760595F, 1.0986123F});
  expect_values(nn::softmax_cross_entropy(logits, Array::of({{0.F, 0.F, 1.F}, {1.F, 0.F, 0.F}})),
                {0.40760595F, 1.0986123F});
  expect_values(nn::mse(Array::of({1.F, 2.F}), Array::of({0.F, 4.F})), {2.5F});
}

TEST(Losses, catch_labels_that_do_not_fit) {
  const Array logits = ones({4, 3});
  EXPECT_THROW(nn::softmax_cross_entropy_with_integer_labels(logits, zeros({4, 3}, i32)), ShapeError);
  EXPECT_THROW(nn::softmax_cross_entropy_with_integer_labels(logits, zeros({4})), DTypeError);
}

} // namespace
