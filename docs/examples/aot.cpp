// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A training step that is traced, costed and compiled before there is any data; then it runs, and never compiles again.
#include <burin/burin.h>
#include <cstdio>
using namespace burin;

struct Model {
  nn::Linear hidden, out;
  Array operator()(const Array &x) const { return out(nn::relu(hidden(x))); }
};

Array train_step(Model &model, optim::Optimizer &opt, const Array &x, const Array &y) {
  const auto loss_of = [](const Model &m, const Array &x, const Array &y) { return nn::mse(m(x), y); };
  auto [loss, grads] = value_and_grad(loss_of)(model, x, y);
  opt.update(model, grads);
  return loss;
}

int main() {
  nn::Rngs rngs{.params = random::key(0)};
  Model model{nn::Linear(8, 64, rngs), nn::Linear(64, 1, rngs)};
  optim::Optimizer opt(model, optim::adam(1e-2));

  auto traced = jit(train_step).trace(model, opt, ShapeDtype{{256, 8}}, ShapeDtype{{256, 1}});
  auto step = traced.compile();
  std::printf("%llu flops, %llu transcendentals, %zu bytes at most\n",
              static_cast<unsigned long long>(step.cost().flops),
              static_cast<unsigned long long>(step.cost().transcendentals), step.memory().peak);

  Array x = random::normal(random::key(1), {256, 8}), y = sum(sin(x), {1}, true), loss;
  for (int i = 0; i < 200; ++i)
    loss = step(model, opt, x, y);
  std::printf("loss %.4f\n", loss.item<float>());
  try {
    step(model, opt, ones({32, 8}), ones({32, 1}));
  } catch (const ShapeError &error) {
    std::printf("%s\n", error.what());
  }
}
