// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parts of a model: what is trained is an array, what is not is not; layers are replaced without touching the original.
#include <burin/burin.h>

#include <cstdio>

using namespace burin;

struct Mlp {
  nn::Linear hidden;
  nn::Layer drop; // nn::Dropout: its `double rate` is no leaf, so nothing trains it
  nn::Linear out;
  Array operator()(const Array &x, nn::Rngs &rngs) const { return out(drop(nn::relu(hidden(x)), rngs)); }
};

int main() {
  nn::Rngs rngs{.params = random::key(0), .dropout = random::key(1)};
  Mlp model{nn::Linear(4, 8, rngs), nn::Dropout{.rate = 0.3}, nn::Linear(8, 2, rngs)};
  const Array x = random::normal(random::key(2), {6, 4}), y = random::normal(random::key(3), {6, 2});

  auto [params, rest] = partition(model, is_inexact_array);
  std::printf("%zu arrays to train, %zu left\n", tree::leaves(params).size(), tree::leaves(rest).size());

  optim::Optimizer opt(params, optim::adam(1e-2));
  const auto step = filter_jit(
      [](Mlp &params, const Mlp &rest, optim::Optimizer &opt, const Array &x, const Array &y, nn::Rngs &rngs) {
        const auto loss_of = [&](const Mlp &params, nn::Rngs &rngs) {
          return mean(square(combine(params, rest)(x, rngs) - y));
        };
        auto [loss, grads] = filter_value_and_grad(loss_of)(params, rngs);
        opt.update(params, grads);
        return loss;
      });
  const float before = step(params, rest, opt, x, y, rngs).item<float>();
  for (int i = 0; i < 200; ++i)
    step(params, rest, opt, x, y, rngs);
  model = combine(params, rest);

  const Mlp quiet = inference_mode(model);
  const Mlp frozen = tree_at([](auto &m) -> auto & { return m.drop; }, model, nn::Identity{});
  const float after = mean(square(quiet(x, rngs) - y)).item<float>();
  std::printf("loss %.3f -> %.3f; without dropout the same either way: %s\n", before, after,
              tree::equal(quiet(x, rngs), frozen(x, rngs)) ? "yes" : "no");
}
