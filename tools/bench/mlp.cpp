// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/bench/mlp.h"

namespace burin::bench {

Array Mlp::operator()(const Array &x) const {
  Array h = x;
  for (std::size_t i = 0; i < layers.size(); ++i)
    h = i + 1 < layers.size() ? nn::gelu(layers[i](h)) : layers[i](h);
  return h;
}

MlpProblem make_mlp_problem(const MlpShape &shape) {
  MlpProblem problem;
  nn::Rngs rngs{.params = random::key(0)};
  for (std::size_t i = 0; i + 1 < shape.widths.size(); ++i)
    problem.model.layers.emplace_back(shape.widths[i], shape.widths[i + 1], rngs);
  problem.x = random::normal(random::key(1), {shape.batch, shape.widths.front()});
  std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.batch));
  for (std::size_t i = 0; i < labels.size(); ++i)
    labels[i] = static_cast<std::int32_t>(i * 7 % static_cast<std::size_t>(shape.widths.back()));
  problem.labels = Array::from_buffer(labels, {shape.batch});
  return problem;
}

static Array mlp_loss(const Mlp &model, const Array &x, const Array &labels) {
  return mean(nn::softmax_cross_entropy_with_integer_labels(model(x), labels));
}

Array mlp_sgd_step(Mlp &model, const Array &x, const Array &labels) {
  auto [loss, gradients] = value_and_grad(mlp_loss)(model, x, labels);
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    model.layers[i].kernel = model.layers[i].kernel - 0.01 * gradients.layers[i].kernel;
    model.layers[i].bias = model.layers[i].bias - 0.01 * gradients.layers[i].bias;
  }
  return loss;
}

} // namespace burin::bench
