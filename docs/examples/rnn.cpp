// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Learns to continue waves: a recurrent network goes through time by lax::scan, and is trained through it.
#include <burin/burin.h>

#include <cstdio>

using namespace burin;

struct Rnn {
  nn::Linear input, hidden, output;

  std::pair<Array, Array> step(const Array &h, const Array &x) const {
    const Array next = tanh(input(x) + hidden(h));
    return {next, output(next)};
  }
  /// The last state, and for each time the value that comes next: (time, batch, 1) -> (time, batch, 1).
  std::pair<Array, Array> operator()(const Array &xs) const {
    const Array start = zeros({xs.shape()[1], hidden.kernel.shape()[0]});
    return lax::scan([&](const Array &h, const Array &x) { return step(h, x); }, start, xs);
  }
};

Array loss_of(const Rnn &model, const Array &waves) {
  return nn::mse(model(waves[slice(0, -1)]).second, waves[slice(1, none)]);
}

/// What follows `waves`, by feeding the network what it said.
Array continuation(const Rnn &model, const Array &waves, int times) {
  const auto [h, said] = model(waves);
  const auto feed = [&](const std::pair<Array, Array> &state, None) {
    const auto [next, y] = model.step(state.first, state.second);
    return std::pair{std::pair{next, y}, state.second};
  };
  return lax::scan(feed, std::pair{h, Array(said[-1])}, none, {.length = times}).second;
}

int main() {
  nn::Rngs rngs{.params = random::key(0)};
  Rnn model{nn::Linear(1, 32, rngs), nn::Linear(32, 32, rngs), nn::Linear(32, 1, rngs)};
  optim::Optimizer opt(model, optim::adam(3e-3));
  const auto train = jit([](Rnn &model, optim::Optimizer &opt, const Array &waves) {
    const auto [loss, grads] = value_and_grad(loss_of)(model, waves);
    opt.update(model, grads);
    return loss;
  });
  const Array phases = random::uniform(random::key(1), {64, 1}, f32, 0, 6.28), times = reshape(arange(49), {49, 1, 1});
  const Array waves = sin(times * 0.4 + phases), known = waves[slice(0, 33)];
  for (int i = 0; i <= 500; ++i)
    if (const Array loss = train(model, opt, known); i % 100 == 0)
      std::printf("step %3d  loss %.5f\n", i, loss.item<float>());
  const Array rest = jit([](const Rnn &m, const Array &w) { return continuation(m, w, 16); })(model, known);
  std::printf("the next 16 values: error %.3f\n", max(abs(rest - waves[slice(33, none)])).item<float>());
}
