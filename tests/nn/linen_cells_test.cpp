// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers with the weights of flax.linen give its outputs and gradients.
#include "tests/nn/layer.h"

#include <burin/io.h>

using namespace burin;

namespace {

using Parameters = std::map<std::string, Array>;

/// The arrays whose names begin with the prefix, without it.
Parameters below(const std::string &prefix) {
  static const State all = io::load_npz(std::string(BURIN_GOLDEN) + "/linen_cells.npz");
  Parameters found;
  for (const auto &[name, array] : all)
    if (name.starts_with(prefix))
      found[name.substr(prefix.size())] = array;
  return found;
}

/// with(parameters) is the layer; its output and the gradients of sum(y ct) are those stored.
template <class With> void expect_linen(const std::string &name, const With &with) {
  const Parameters parameters = below(name + "/params/"), wanted = below(name + "/grads/"), others = below(name + "/");
  ASSERT_TRUE(others.contains("ct")) << name;
  const Array x = others.at("x"), ct = others.at("ct");
  layer::expect_close(with(parameters)(x), others.at("y"), 1e-5, name);
  const auto loss = [&](const Parameters &p, const Array &v) { return sum(with(p)(v) * ct); };
  const auto [grads, grad_x] = grad<0, 1>(loss)(parameters, x);
  layer::expect_close(grad_x, others.at("grad_x"), 1e-5, name + " grad_x");
  ASSERT_EQ(grads.size(), wanted.size()) << name;
  for (const auto &[path, want] : wanted)
    layer::expect_close(grads.at(path), want, 1e-5, name + " " + path);
}

template <class L> void expect_kernel_and_bias(const std::string &name, const L &drawn) {
  expect_linen(name, [&](const Parameters &p) {
    L layer(drawn);
    layer.kernel = p.at("kernel");
    if (!layer.bias.is_none())
      layer.bias = p.at("bias");
    return layer;
  });
}

/// The same of a function without parameters.
void expect_function(const std::string &name, const auto &f) {
  const Parameters stored = below(name + "/");
  ASSERT_TRUE(stored.contains("ct")) << name;
  const Array x = stored.at("x"), ct = stored.at("ct");
  layer::expect_close(f(x), stored.at("y"), 1e-5, name);
  const Array grad_x = grad([&](const Array &v) { return sum(f(v) * ct); })(x);
  layer::expect_close(grad_x, stored.at("grad_x"), 1e-5, name + " grad_x");
}

TEST(Linen, dense) {
  nn::Rngs rngs{.params = random::key(0)};
  expect_kernel_and_bias("dense", nn::Linear(6, 4, rngs));
  expect_kernel_and_bias("dense_nobias", nn::Linear(6, 3, rngs, {.use_bias = false}));
}

TEST(Linen, embed) {
  const Array ids = below("embed/").at("ids");
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Embed drawn(7, 3, rngs);
  expect_function("embed", [&](const Array &embedding) {
    nn::Embed embed(drawn);
    embed.embedding = embedding;
    return embed(ids);
  });
}

TEST(Linen, pooling) {
  expect_function("pool_max",
                  [](const Array &x) { return nn::max_pool(x, {3, 2}, {.strides = {2, 2}, .padding = "SAME"}); });
  expect_function("pool_avg",
                  [](const Array &x) { return nn::avg_pool(x, {3, 2}, {.strides = {2, 2}, .padding = "SAME"}); });
  expect_function("pool_avg_nopad", [](const Array &x) {
    return nn::avg_pool(x, {3, 2}, {.strides = {2, 2}, .padding = "SAME", .count_include_pad = false});
  });
  expect_function("pool_min", [](const Array &x) { return nn::min_pool(x, {2, 2}, {.strides = {2, 2}}); });
}

TEST(Linen, convolutions) {
  nn::Rngs rngs{.params = random::key(0)};
  const auto expect = [&](const std::string &name, nn::ConvOptions options) {
    options.in = 4, options.out = 6, options.kernel = {3, 2};
    expect_kernel_and_bias("conv2d_" + name, nn::Conv(options, rngs));
  };
  expect("same", {});
  expect("valid", {.padding = "VALID"});
  expect("stride", {.strides = {2, 3}});
  expect("circular", {.padding = "CIRCULAR"});
  expect("reflect", {.padding = "REFLECT"});
  expect("explicit", {.padding = {{1, 2}, {0, 3}}});
  expect("dilated", {.dilation = {2, 1}});
  expect("input_dilated", {.padding = {{1, 2}, {0, 1}}, .input_dilation = 2});
  expect("grouped", {.groups = 2});
  expect("nobias", {.use_bias = false});
  expect_kernel_and_bias("conv1d_causal", nn::Conv({.in = 3, .out = 5, .kernel = {3}, .padding = "CAUSAL"}, rngs));
}

TEST(Linen, transposed_convolutions) {
  nn::Rngs rngs{.params = random::key(0)};
  const auto expect = [&](const std::string &name, nn::ConvTransposeOptions options) {
    options.in = 4, options.out = 5, options.kernel = {3, 2};
    expect_kernel_and_bias("convt2d_" + name, nn::ConvTranspose(options, rngs));
  };
  expect("same", {});
  expect("stride", {.strides = 2});
  expect("valid", {.strides = {3, 2}, .padding = "VALID"});
  expect("circular", {.strides = 2, .padding = "CIRCULAR"});
  expect("tkernel", {.strides = 2, .transpose_kernel = true});
  expect("dilated", {.dilation = {2, 1}});
}

TEST(Linen, general_linear_maps) {
  nn::Rngs rngs{.params = random::key(0)};
  expect_kernel_and_bias("densegeneral",
                         nn::LinearGeneral({.in_features = {5, 6}, .out_features = {2, 3}, .axis = {-2, -1}}, rngs));
}

TEST(Linen, attention) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::MultiHeadAttention drawn({.num_heads = 2, .in_features = 6, .qkv_features = 8}, rngs);
  expect_linen("mha", [&](const Parameters &p) {
    nn::MultiHeadAttention attention(drawn);
    for (auto [map, name] : {std::pair{&attention.query, "query"}, std::pair{&attention.key, "key"},
                             std::pair{&attention.value, "value"}, std::pair{&attention.out, "out"}}) {
      map->kernel = p.at(std::string(name) + "/kernel");
      map->bias = p.at(std::string(name) + "/bias");
    }
    return attention;
  });
}

/// The gates' arrays side by side; zeros where linen has none.
Array gates(const Parameters &p, std::initializer_list<const char *> names, const std::string &what) {
  std::vector<Array> parts;
  for (const char *name : names) {
    const auto found = p.find("cell/" + std::string(name) + "/" + what);
    parts.push_back(found == p.end() ? zeros({4}) : found->second);
  }
  return concatenate(parts, -1);
}

TEST(Linen, recurrent_networks) {
  nn::Rngs rngs{.params = random::key(0)};
  const nn::Rnn gru(nn::GRUCell({.in_features = 6, .hidden_features = 4}, rngs));
  expect_linen("gru", [&](const Parameters &p) {
    auto rnn = gru;
    rnn.cell.dense_i.kernel = gates(p, {"ir", "iz", "in"}, "kernel");
    rnn.cell.dense_i.bias = gates(p, {"ir", "iz", "in"}, "bias");
    rnn.cell.dense_h.kernel = gates(p, {"hr", "hz", "hn"}, "kernel");
    rnn.cell.dense_h.bias = gates(p, {"hr", "hz", "hn"}, "bias");
    return rnn;
  });
  const nn::Rnn lstm(nn::OptimizedLSTMCell({.in_features = 6, .hidden_features = 4}, rngs));
  expect_linen("lstm", [&](const Parameters &p) {
    auto rnn = lstm;
    rnn.cell.dense_i.kernel = gates(p, {"ii", "if", "ig", "io"}, "kernel");
    rnn.cell.dense_h.kernel = gates(p, {"hi", "hf", "hg", "ho"}, "kernel");
    rnn.cell.dense_h.bias = gates(p, {"hi", "hf", "hg", "ho"}, "bias");
    return rnn;
  });
}

} // namespace
