// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Optimizer and model are state of a jitted step: `&` says so, and the caller's objects hold the new values.
#include <burin/burin.h>

#include <cstdio>

using namespace burin;

struct Model {
  nn::Linear hidden, out;
  Array operator()(const Array &x) const { return out(nn::relu(hidden(x))); }
};

Array loss_of(const Model &model, const Array &x, const Array &y) { return mean(square(model(x) - y)); }

int main() {
  nn::Rngs rngs{.params = random::key(0)};
  Model model{nn::Linear(4, 8, rngs), nn::Linear(8, 2, rngs)};
  optim::Optimizer opt(model, optim::adamw(1e-2));
  const Array x = random::normal(random::key(1), {6, 4}), y = random::normal(random::key(2), {6, 2});

  const auto step = jit([](Model &model, auto &opt, const Array &x, const Array &y) {
    auto [loss, grads] = value_and_grad(loss_of)(model, x, y);
    opt.update(model, grads);
    return loss;
  });
  const float before = step(model, opt, x, y).item<float>();
  float after = 0;
  for (int i = 0; i < 100; ++i)
    after = step(model, opt, x, y).item<float>();
  std::printf("%u steps, %lld trace, loss %.3f -> %.3f\n", opt.step.item<unsigned>(), step.trace_count(), before,
              after);

  // A captured optimizer would take tracers out of the trace: that is an error where it happens.
  const auto wrong = jit([&](const Array &x) {
    opt.update(model, grad(loss_of)(model, x, y));
    return x;
  });
  try {
    wrong(x);
  } catch (const TraceContextError &error) {
    std::printf("%s\n", error.what());
  }
}
