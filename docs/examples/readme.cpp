// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <burin/burin.h>
#include <cstdio>
using namespace burin;

struct Model {
  nn::Linear hidden, out;
  Array operator()(const Array &x) const { return out(nn::relu(hidden(x))); }
};

Array loss_of(const Model &model, const Array &x, const Array &y) { return nn::mse(model(x), y); }

int main() {
  nn::Rngs rngs{.params = random::key(0)};
  Model model{nn::Linear(1, 32, rngs), nn::Linear(32, 1, rngs)};
  optim::Optimizer opt(model, optim::adam(1e-2));
  auto step = jit([](Model &model, optim::Optimizer &opt, const Array &x, const Array &y) {
    auto [loss, grads] = value_and_grad(loss_of)(model, x, y);
    opt.update(model, grads);
    return loss;
  });
  Array x = reshape(linspace(-3, 3, 128), {128, 1}), y = sin(x);
  for (int i = 0; i <= 1000; ++i)
    if (Array loss = step(model, opt, x, y); i % 250 == 0)
      std::printf("step %4d  loss %.6f\n", i, loss.item<float>());
}
