// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "equinox.h"
#include "tests/nn/golden.h"

/// What Equinox gives for its filtering and Dropout (tests/golden/seed004_equinox: the json has the program), and what
/// goes wrong there because the rate is a leaf.
namespace {

using namespace equinox;

const golden::Json &facts() {
  static const golden::Json all = golden::load("seed004_equinox.json").at("data");
  return all;
}

/// Equinox's layer: of one row, with weights [out, in].
struct EqxLinear {
  Array weight, bias;
  Array operator()(const Array &x) const { return matmul(weight, x) + bias; }
};
EqxLinear linear(const std::string &name) { return {stored(name + "/weight"), stored(name + "/bias")}; }

struct Net {
  EqxLinear l1 = linear("init/l1");
  nn::Dropout dropout{.rate = 0.3};
  EqxLinear l2 = linear("init/l2");
  Array operator()(const Array &x, const Array &key) const { return l2(nn::relu(dropout(l1(x), key))); }
};

Array loss(const Net &net, const Array &x, const Array &y, const Array &key) {
  const auto row = [](const Net &net, const Array &x, const Array &key) { return net(x, key); };
  const Array keys = random::split(key, int(x.shape()[0]));
  return mean(square(vmap(row, {.in_axes = {none, 0, 0}})(net, x, keys) - y));
}

void expect_tree(const Net &got, const std::string &name) {
  expect_close(got.l1.weight, name + "/l1/weight");
  expect_close(got.l1.bias, name + "/l1/bias");
  expect_close(got.l2.weight, name + "/l2/weight");
  expect_close(got.l2.bias, name + "/l2/bias");
}

TEST(Equinox, dropout_masks) {
  for (const auto &[rate, name] : {std::pair{0.1, "0.1"}, {0.5, "0.5"}, {0.9, "0.9"}}) {
    const nn::Dropout drop{.rate = rate};
    expect_close(drop(ones({4, 8}), random::key(0)), "dropout_p" + std::string(name) + "_key0");
    expect_close(inference_mode(drop)(ones({4, 8})), "dropout_p" + std::string(name) + "_inference");
  }
}

TEST(Equinox, five_steps_of_training) {
  Net net;
  optim::Optimizer opt(net, optim::adamw(1e-2));
  const auto step = filter_jit([](Net &net, optim::Optimizer &opt, const Array &x, const Array &y, const Array &key) {
    auto [value, gradients] = filter_value_and_grad(loss)(net, x, y, key);
    opt.update(net, gradients);
    return std::pair{value, gradients};
  });
  for (int i = 0; i < 5; ++i) {
    const std::string name = "step" + std::to_string(i);
    const auto [value, gradients] = step(net, opt, stored("x"), stored("y"), random::fold_in(random::key(0), i));
    expect_close(value, name + "/loss");
    expect_tree(gradients, name + "/grads");
    expect_tree(net, name + "/params");
    EXPECT_EQ(gradients.dropout.rate, 0.3);
  }
  EXPECT_EQ(step.trace_count(), 1);
  EXPECT_EQ(std::to_string(net.dropout.rate).substr(0, 3), facts().at("p after 5 filter_jit steps").get<std::string>());
}

// There filter puts None or the number in place of the rate; here no filter sees it.
TEST(Equinox, filter_tables) {
  const Net net;
  EXPECT_EQ(tree::leaves(net).size(), 4u);
  EXPECT_EQ(facts().at("tree leaves").size(), 6u); // the rate and the flag are leaves there
  for (const Net &half : {filter(net, is_array), filter(net, is_array_like), filter(net, is_inexact_array)}) {
    EXPECT_EQ(half.dropout.rate, 0.3);
    EXPECT_TRUE(tree::equal(half, net));
  }
  const auto [dynamic, rest] = partition(net, is_array);
  EXPECT_EQ(tree::leaves(dynamic).size(), facts().at("partition dynamic leaves").get<std::size_t>());
  EXPECT_TRUE(tree::leaves(rest).empty());
  EXPECT_EQ(tree::equal(combine(dynamic, rest), net), facts().at("combine roundtrip equal").get<bool>());
}

// The three programs that fail there, as the json records, and are right here.
TEST(Equinox, plain_jit_and_grad_of_the_module) {
  EXPECT_EQ(facts().at("jax.jit(model arg)").at("type"), "TracerBoolConversionError");
  const auto f = jit([](const Net &net, const Array &x, const Array &key) { return net(x, key); });
  const Array row = stored("x")[0], key = random::key(0);
  EXPECT_EQ(values(f(Net(), row, key)), values(Net()(row, key)));

  EXPECT_EQ(facts().at("jax.grad on module").at("type"), "TypeError");
  const Net g =
      grad([&](const Net &net) { return loss(net, stored("x"), stored("y"), random::fold_in(key, 0)); })(Net());
  expect_tree(g, "step0/grads");

  EXPECT_EQ(facts().at("jax.jit(step) with is_array opt init").at("type"), "TypeError");
  Net net;
  optim::Optimizer opt(net, optim::adamw(1e-2), [](std::string_view, const Array &x) { return is_array(x); });
  jit([](Net &net, optim::Optimizer &opt, const Array &x, const Array &y, const Array &key) {
    opt.update(net, grad(loss)(net, x, y, key));
  })(net, opt, stored("x"), stored("y"), random::fold_in(key, 0));
  expect_tree(net, "step0/params");

  EXPECT_EQ(facts().at("jax.jit returns p as"), "Array(0.3, dtype=float32, weak_type=True)");
  EXPECT_EQ(jit([](const Net &net) { return net; })(Net()).dropout.rate, 0.3);
}

TEST(Equinox, tree_at_identity_and_inference_mode) {
  struct Replaceable {
    EqxLinear l1 = linear("init/l1");
    nn::Layer dropout = nn::Dropout{.rate = 0.3};
    EqxLinear l2 = linear("init/l2");
    Array operator()(const Array &x) const { return l2(nn::relu(dropout(l1(x)))); }
  };
  const auto call = [](const Replaceable &net, const Array &x) { return net(x); };
  const Replaceable net;
  const auto frozen = tree_at([](auto &m) -> auto & { return m.dropout; }, net, nn::Identity{});
  expect_close(vmap(call, {.in_axes = {none, 0}})(frozen, stored("x")), "identity_dropout/y");
  expect_close(vmap(call, {.in_axes = {none, 0}})(inference_mode(net), stored("x")), "inference_mode/y");
  EXPECT_ERROR(TreeError, net(stored("x")[0]), "[nn.Dropout] a layer that is not deterministic needs a key");
}

} // namespace
