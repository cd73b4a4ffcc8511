// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "equinox.h"

#include <functional>
#include <vector>

/// Equinox's layers with its weights: they take one row, features first; ours have features last, behind any batch
/// axes.
namespace {

using namespace equinox;

Array weight(const std::string &layer, const std::string &name) { return stored("layers/" + layer + "/init/" + name); }
/// [out, in, spatial...] to [spatial..., in, out].
Array kernel(const std::string &layer) {
  const Array w = weight(layer, "weight");
  return w.ndim() == 2 ? transpose(w) : transpose(w, {2, 3, 1, 0});
}
Array features_last(const Array &x) { return x.ndim() == 3 ? transpose(x, {1, 2, 0}) : x; }
Array features_first(const Array &x) { return x.ndim() == 3 ? transpose(x, {2, 0, 1}) : x; }

nn::Rngs rngs() { return {.params = random::key(0)}; }

/// The layer's result for the stored x, and the gradient of the sum of its sines.
void expect_layer(const std::string &name, const std::function<Array(const Array &)> &layer) {
  const auto f = [&](const Array &x) { return features_first(layer(features_last(x))); };
  const Array &x = stored("layers/" + name + "/x");
  expect_close(f(x), "layers/" + name + "/y");
  expect_close(grad([&](const Array &x) { return sum(sin(f(x))); })(x), "layers/" + name + "/grad_x");
}

nn::Linear linear(const Array &weight, const Array &bias) {
  nn::Linear layer;
  layer.kernel = transpose(weight), layer.bias = bias;
  return layer;
}

TEST(EquinoxLayers, linear) { expect_layer("linear", linear(weight("linear", "weight"), weight("linear", "bias"))); }

TEST(EquinoxLayers, mlp) {
  const auto part = [](const std::string &i) {
    return linear(weight("mlp", "layers/" + i + "/weight"), weight("mlp", "layers/" + i + "/bias"));
  };
  const nn::Sequential mlp(part("0"), nn::relu, part("1"), nn::relu, part("2"));
  expect_layer("mlp", [&](const Array &x) { return mlp(x); });
}

TEST(EquinoxLayers, convolution) {
  nn::Rngs streams = rngs();
  nn::Conv conv({.in = 3, .out = 4, .kernel = {3, 3}, .strides = 2, .padding = {{1, 1}, {1, 1}}}, streams);
  conv.kernel = kernel("conv2d"), conv.bias = reshape(weight("conv2d", "bias"), {4});
  expect_layer("conv2d", conv);
}

// There padding is what the convolution whose transpose this is would have had: 3 - 1 - 1 of it here, and
// output_padding behind.
TEST(EquinoxLayers, transposed_convolution) {
  nn::Rngs streams = rngs();
  nn::ConvTranspose conv({.in = 3, .out = 4, .kernel = {3, 3}, .strides = 2, .padding = {{1, 2}, {1, 2}}}, streams);
  conv.kernel = kernel("convt2d"), conv.bias = reshape(weight("convt2d", "bias"), {4});
  expect_layer("convt2d", conv);
}

TEST(EquinoxLayers, pooling) {
  expect_layer("maxpool", [](const Array &x) { return nn::max_pool(x, {2, 2}, {.strides = {2, 2}}); });
  expect_layer("avgpool", [](const Array &x) {
    return nn::avg_pool(x, {3, 3}, {.strides = {2, 2}, .padding = {{1, 1}, {1, 1}}});
  });
}

TEST(EquinoxLayers, layer_norm) {
  nn::Rngs streams = rngs();
  nn::LayerNorm norm(4, streams, {.epsilon = 1e-5});
  norm.scale = weight("layernorm", "weight"), norm.bias = weight("layernorm", "bias");
  expect_layer("layernorm", [&](const Array &x) { return norm(x); });
}

TEST(EquinoxLayers, group_norm) {
  nn::Rngs streams = rngs();
  nn::GroupNorm norm(4, streams, {.num_groups = 2, .epsilon = 1e-5});
  norm.scale = weight("groupnorm", "weight"), norm.bias = weight("groupnorm", "bias");
  expect_layer("groupnorm", [&](const Array &x) { return norm(x[newaxis])[0]; }); // the first axis is a batch here
}

TEST(EquinoxLayers, weight_norm) {
  nn::WeightNorm norm(linear(weight("weightnorm", "layer/weight"), weight("weightnorm", "layer/bias")));
  norm.scale["kernel"] = reshape(weight("weightnorm", "g"), {3});
  expect_layer("weightnorm", [&](const Array &x) { return norm(x); });
}

TEST(EquinoxLayers, gru) {
  nn::Rngs streams = rngs();
  nn::GRUCell cell({.in_features = 4, .hidden_features = 3}, streams);
  cell.dense_i = linear(weight("gru", "weight_ih"), weight("gru", "bias"));
  cell.dense_h = linear(weight("gru", "weight_hh"), concatenate({zeros({6}), weight("gru", "bias_n")}));
  const auto [next, out] = cell(full({3}, 0.1f), stored("x")[0]);
  expect_close(next, "layers/gru/h");
  EXPECT_EQ(values(next), values(out));
}

} // namespace
