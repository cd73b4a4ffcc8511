// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nn::Conv and nn::ConvTranspose.
#include "tests/nn/layer.h"

using namespace burin;

namespace {

template <class L> void expect_golden(const L &layer, const std::string &name) {
  static const golden::Json file = golden::load("nn_conv.json");
  const golden::Json &stored = file.at(name);
  layer::expect_parameters(layer, stored.at("parameters"), 1e-5, name);
  golden::expect_stored(layer(golden::array(stored.at("inputs")[0])), stored.at("output"), 1e-5, 1, name);
}

TEST(ConvLayers, draw_and_give_what_those_of_flax_do) {
  nn::Rngs rngs{.params = random::key(0)};
  expect_golden(nn::Conv({.in = 3, .out = 4, .kernel = {3, 2}}, rngs), "plain");
  expect_golden(
      nn::Conv({.in = 3, .out = 2, .kernel = {2, 2}, .strides = 2, .padding = "VALID", .use_bias = false}, rngs),
      "no_batch");
  expect_golden(nn::Conv({.in = 2, .out = 2, .kernel = {2, 3, 2}, .padding = "CIRCULAR", .dilation = {1, 1, 2}}, rngs),
                "volume");
  expect_golden(nn::Conv({.in = 4, .out = 6, .kernel = {3}, .padding = "CAUSAL", .dilation = 2, .groups = 2}, rngs),
                "two_batch_axes");
  expect_golden(nn::ConvTranspose({.in = 3, .out = 2, .kernel = {3, 2}, .strides = 2}, rngs), "transposed");
  expect_golden(
      nn::ConvTranspose(
          {.in = 4, .out = 2, .kernel = {3}, .strides = {2}, .padding = "CIRCULAR", .transpose_kernel = true}, rngs),
      "transposed_line");
  expect_golden(nn::ConvTranspose({.in = 3, .out = 2, .kernel = {3, 2}, .padding = {{1, 2}, {0, 1}}}, rngs),
                "transposed_explicit");
}

const auto call = [](const auto &layer, const Array &x) { return layer(x); };

TEST(ConvLayers, are_transformed) {
  nn::Rngs rngs{.params = random::key(0)};
  const Array x = random::normal(random::key(1), {2, 5, 4, 2});
  layer::expect_transforms(nn::Conv({.in = 2, .out = 4, .kernel = {3, 2}, .strides = {2, 1}, .groups = 2}, rngs), x,
                           call);
  layer::expect_transforms(nn::Conv({.in = 2, .out = 1, .kernel = {2, 3}, .padding = "REFLECT"}, rngs), x, call);
  layer::expect_transforms(
      nn::ConvTranspose({.in = 2, .out = 3, .kernel = {2, 3}, .strides = 2, .padding = "CIRCULAR"}, rngs), x, call);
}

TEST(ConvLayers, options_decide_which_program_runs) {
  nn::Rngs rngs{.params = random::key(0)};
  nn::Conv narrow({.in = 1, .out = 1, .kernel = {3}}, rngs), other(narrow);
  other.padding = "VALID";
  EXPECT_EQ(narrow(ones({4, 1})).shape(), (Shape{4, 1}));
  EXPECT_EQ(other(ones({4, 1})).shape(), (Shape{2, 1}));
  const auto run = jit([](const nn::Conv &conv, const Array &x) { return conv(x); });
  EXPECT_EQ(run(narrow, ones({4, 1})).shape(), (Shape{4, 1}));
  EXPECT_EQ(run(other, ones({4, 1})).shape(), (Shape{2, 1}));
  EXPECT_EQ(run(narrow, zeros({4, 1})).shape(), (Shape{4, 1}));
  EXPECT_EQ(run.trace_count(), 2);
}

TEST(ConvLayers, take_any_number_of_batch_axes) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Conv conv({.in = 1, .out = 2, .kernel = {3}}, rngs);
  const nn::ConvTranspose transposed({.in = 1, .out = 2, .kernel = {3}, .strides = 2}, rngs);
  EXPECT_EQ(conv(ones({5, 1})).shape(), (Shape{5, 2}));
  EXPECT_EQ(conv(ones({4, 3, 5, 1})).shape(), (Shape{4, 3, 5, 2}));
  EXPECT_EQ(conv(ones({0, 3, 5, 1})).shape(), (Shape{0, 3, 5, 2}));
  EXPECT_EQ(transposed(ones({4, 3, 5, 1})).shape(), (Shape{4, 3, 10, 2}));
  EXPECT_EQ(transposed(ones({5, 1})).shape(), (Shape{10, 2}));
}

TEST(ConvLayers, does_not_flag_empty_ones) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::ConvTranspose circular({.in = 1, .out = 2, .kernel = {3}, .padding = "CIRCULAR"}, rngs);
  EXPECT_EQ(circular(ones({2, 0, 1})).shape(), (Shape{2, 0, 2}));
}

using layer::message_of;

TEST(ConvLayers, catches_options_that_make_no_convolution) {
  nn::Rngs rngs{.params = random::key(0)};
  EXPECT_TRUE(message_of<ShapeError>([&] { nn::Conv({.in = 3, .out = 4}, rngs); })
                  .starts_with("[nn.Conv] the kernel is no window; expected a positive extent for each spatial axis, "
                               "got ()\n  at "));
  EXPECT_TRUE(
      message_of<ShapeError>([&] { nn::Conv({.in = 3, .out = 4, .kernel = {3}, .groups = 2}, rngs); })
          .starts_with("[nn.Conv] the features cannot be divided into groups; expected a divisor of in and out, "
                       "got 2 groups of in = 3, out = 4\n"));
  EXPECT_TRUE(
      message_of<ShapeError>([&] { nn::ConvTranspose({.in = 3, .out = 4, .kernel = {3, 3}, .strides = {2}}, rngs); })
          .starts_with("[nn.ConvTranspose] strides does not fit the kernel; expected one positive number, or 2 "
                       "of them, got (2,)\n"));
  EXPECT_TRUE(
      message_of<ShapeError>([&] { nn::Conv({.in = 3, .out = 4, .kernel = {3, 3}, .padding = {{1, 1}}}, rngs); })
          .starts_with("[nn.Conv] padding does not fit the kernel; expected {low, high} for 2 spatial axes, got "
                       "1 of them\n"));
  EXPECT_TRUE(
      message_of<UnsupportedError>([&] { nn::Conv({.in = 3, .out = 4, .kernel = {3, 3}, .padding = "CAUSAL"}, rngs); })
          .starts_with("[nn.Conv] there is no padding 'CAUSAL' for 2 spatial axes; expected SAME, VALID, "
                       "SAME_LOWER, CIRCULAR, REFLECT, got 'CAUSAL'\n"));
  EXPECT_THROW(nn::Conv({.in = -1, .out = 4, .kernel = {3}}, rngs), ShapeError);
}

TEST(ConvLayers, catches_an_input_that_does_not_fit) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Conv conv({.in = 3, .out = 4, .kernel = {3, 3}}, rngs);
  std::uint_least32_t line = 0;
  const std::string text = message_of<ShapeError>([&] {
    line = __LINE__ + 1;
    conv(ones({2, 3, 8, 8}));
  });
  EXPECT_EQ(text, "[nn.Conv] x does not fit the kernel; expected [batch..., 2 spatial axes, 3 features], got "
                  "float32[2,3,8,8]\n  at " +
                      std::string(__FILE__) + ":" + std::to_string(line) +
                      "\n  Features stand last: transpose images that are NCHW.\n  See docs/errors.md#shapeerror");
  EXPECT_THROW(conv(ones({8, 3})), ShapeError);
}

} // namespace
