// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/ir-dump/models.h"

#include "burin/burin.h"

#include <algorithm>

namespace burin::ir_dump {

namespace {

struct Mlp {
  nn::Linear hidden, out;
  Array operator()(const Array &x) const { return out(nn::relu(hidden(x))); }
};

Array loss_of(const Mlp &model, const Array &x, const Array &labels) {
  return mean(nn::softmax_cross_entropy_with_integer_labels(model(x), labels));
}

Array train_step(Mlp &model, optim::Optimizer &opt, const Array &x, const Array &labels) {
  auto [loss, gradients] = value_and_grad(loss_of)(model, x, labels);
  opt.update(model, gradients);
  return loss;
}

/// One adam step of a 64-128-10 network on a batch of 64.
std::string mlp_trace() {
  nn::Rngs rngs{.params = random::key(0)};
  Mlp model{.hidden = nn::Linear(64, 128, rngs), .out = nn::Linear(128, 10, rngs)};
  optim::Optimizer opt(model, optim::adam(3e-3));
  return jit(train_step).trace(model, opt, zeros({64, 64}), zeros({64}, i32)).ir("saved");
}

} // namespace

const std::vector<Model> &models() {
  static const std::vector<Model> all = {{"mlp", "adam step of a 64-128-10 classifier, batch 64", mlp_trace}};
  return all;
}

bool has_model(const std::string &name) {
  return std::any_of(models().begin(), models().end(), [&](const Model &model) { return model.name == name; });
}

std::string trace_model(const std::string &name) {
  for (const Model &model : models())
    if (model.name == name)
      return model.saved_trace();
  return "";
}

} // namespace burin::ir_dump
