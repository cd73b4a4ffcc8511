// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/weights.h"

#include <burin/io.h>

/// Training steps: against flax.nnx (tests/golden/seed003_nnx_optimizer.npz), as one trace, in place.
namespace {

using namespace burin;

struct Model {
  nn::Linear l1, l2;
  Array operator()(const Array &x) const { return l2(nn::relu(l1(x))); }
};

Model make_model() {
  nn::Rngs rngs{.params = random::key(0)};
  nn::Linear first(4, 8, rngs), second(8, 2, rngs);
  return {first, second};
}

Array loss_of(const Model &model, const Array &x, const Array &y) { return mean(square(model(x) - y)); }

auto gradient_step(Model &model, optim::Optimizer &opt, const Array &x, const Array &y) {
  auto [loss, grads] = value_and_grad(loss_of)(model, x, y);
  opt.update(model, grads);
  return std::pair{loss, grads};
}

const State &tables() {
  static const State state = io::load_npz(std::string(BURIN_GOLDEN) + "/seed003_nnx_optimizer.npz");
  return state;
}

void expect_model(const Model &model, const std::string &name, double rtol) {
  expect_close(model.l1.kernel, tables().at(name + "/l1/kernel"), rtol, 1e-1, name + " l1.kernel");
  expect_close(model.l1.bias, tables().at(name + "/l1/bias"), rtol, 1e-1, name + " l1.bias");
  expect_close(model.l2.kernel, tables().at(name + "/l2/kernel"), rtol, 1e-1, name + " l2.kernel");
  expect_close(model.l2.bias, tables().at(name + "/l2/bias"), rtol, 1e-1, name + " l2.bias");
}

class Nnx : public testing::TestWithParam<TransformationCase> {};

TEST_P(Nnx, takes_the_same_steps) {
  const auto &[case_name, transformation] = GetParam();
  const std::string name = case_name;
  const Array &x = tables().at("x"), &y = tables().at("y");
  for (const bool jitted : {false, true}) {
    Model model = make_model();
    expect_model(model, name + "/init", 1e-5);
    optim::Optimizer opt(model, transformation);
    const auto compiled = jit(gradient_step);
    for (int i = 0; i < 5; ++i) {
      const std::string step = name + "/step" + std::to_string(i);
      const auto [loss, grads] = jitted ? compiled(model, opt, x, y) : gradient_step(model, opt, x, y);
      expect_close(loss, tables().at(step + "/loss"), 1e-5, 0, step + " loss");
      expect_model(grads, step + "/grads", 1e-5);
      expect_model(model, step + "/params", 1e-5);
    }
    EXPECT_EQ(opt.step.item<std::uint32_t>(), 5U);
  }
}

INSTANTIATE_TEST_SUITE_P(Optimizers, Nnx,
                         testing::Values(TransformationCase{"adamw", optim::adamw(1e-2)},
                                         TransformationCase{"sgdm", optim::sgd(0.1, 0.9)}),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(Training, is_one_trace_for_a_hundred_steps_with_a_schedule) {
  const Array x = random::normal(random::key(1), {16, 4}), y = random::normal(random::key(2), {16, 2});
  Model model = make_model(), eager = make_model();
  const optim::Transformation tx =
      optim::chain(optim::clip_by_global_norm(1), optim::adamw(optim::warmup_cosine_decay_schedule(0, 1e-2, 10, 100)));
  optim::Optimizer opt(model, tx), eager_opt(eager, tx);
  auto step = jit(
      [](Model &m, optim::Optimizer &o, const Array &x, const Array &y) { return gradient_step(m, o, x, y).first; });
  step.expect_traces(1);
  float first = 0, last = 0;
  for (int i = 0; i < 100; ++i) {
    last = step(model, opt, x, y).item<float>();
    if (i == 0)
      first = last;
    if (i < 10) {
      EXPECT_EQ(gradient_step(eager, eager_opt, x, y).first.item<float>(), last) << i;
    }
  }
  EXPECT_LT(last, 0.9F * first);
  EXPECT_EQ(opt.step.item<std::uint32_t>(), 100U);
  EXPECT_EQ(opt.state.at("[1][2].count").item<std::int32_t>(), 100);
}

TEST(Training, allocates_no_parameters) {
  const Array x = random::normal(random::key(1), {16, 4}), y = random::normal(random::key(2), {16, 2});
  Model model = make_model();
  optim::Optimizer opt(model, optim::adamw(1e-2));
  const auto step = jit(
      [](Model &m, optim::Optimizer &o, const Array &x, const Array &y) { return gradient_step(m, o, x, y).first; });
  step(model, opt, x, y);
  const auto memory = [&] {
    std::vector<const float *> places;
    for (const Array &array : tree::leaves(std::tie(model, opt.state)))
      if (array.dtype() == f32)
        places.push_back(array.data<float>());
    std::sort(places.begin(), places.end());
    return places;
  };
  const std::vector<const float *> before = memory();
  EXPECT_EQ(before.size(), 12U);
  for (int i = 0; i < 3; ++i)
    step(model, opt, x, y);
  EXPECT_EQ(memory(), before);
}

TEST(Training, runs_inside_scan) {
  const Array x = random::normal(random::key(1), {4, 16, 4}), y = random::normal(random::key(2), {4, 16, 2});
  Model model = make_model(), expected = make_model();
  optim::Optimizer opt(model, optim::adam(1e-2)), expected_opt(expected, optim::adam(1e-2));
  const auto epoch = jit([](Model &m, optim::Optimizer &o, const Array &xs, const Array &ys) {
    return lax::scan(
               [](const Array &total, const std::pair<Array, Array> &batch, Model &m, optim::Optimizer &o) {
                 const Array loss = gradient_step(m, o, batch.first, batch.second).first;
                 return std::pair{total + loss, loss};
               },
               Array(0.F), std::pair{xs, ys}, {}, m, o)
        .second;
  });
  const std::vector<float> losses = epoch(model, opt, x, y).to_vector<float>();
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR(gradient_step(expected, expected_opt, x[i], y[i]).first.item<float>(),
                losses[static_cast<std::size_t>(i)], 1e-6);
  expect_close(model.l1.kernel, expected.l1.kernel, 1e-5, 1e-2, "l1.kernel");
  EXPECT_EQ(opt.step.item<std::uint32_t>(), 4U);
}

struct Normalized {
  nn::Linear linear;
  nn::Stat mean;
  double momentum = 0.9;
};

TEST(Training, leaves_statistics_and_numbers_alone) {
  nn::Rngs rngs{.params = random::key(0)};
  Normalized model{nn::Linear(4, 4, rngs), nn::Stat(zeros({4})), 0.9};
  optim::Optimizer opt(model, optim::adamw(1e-1, {.weight_decay = 0.5}));
  EXPECT_EQ(opt.state.size(), 5U); // the count, mu and nu of kernel and bias
  const auto step = jit([](Normalized &m, optim::Optimizer &o, const Array &x) {
    const auto loss = [](Normalized &m, const Array &x) {
      m.mean = m.momentum * m.mean + (1 - m.momentum) * burin::mean(x, 0);
      return sum(square(m.linear(x) - m.mean));
    };
    auto [value, grads] = value_and_grad(loss)(m, x);
    EXPECT_TRUE(grads.mean.is_none());
    o.update(m, grads);
    return value;
  });
  const std::vector<float> kernel = model.linear.kernel.to_vector<float>();
  step(model, opt, ones({2, 4}));
  EXPECT_NE(model.linear.kernel.to_vector<float>(), kernel);
  for (float element : model.mean.to_vector<float>())
    EXPECT_NEAR(element, 0.1, 1e-7); // the update of the statistics alone: no decay
  EXPECT_EQ(model.momentum, 0.9);
}

} // namespace
