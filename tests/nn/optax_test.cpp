// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"
#include "tests/nn/weights.h"

#include <burin/io.h>

#include <algorithm>

/// Five steps of every optimizer, state included, against Optax: tests/golden/optax_tables.npz.
namespace {

using namespace burin;
using namespace burin::optim;

std::vector<TransformationCase> cases() {
  return {{"sgd", sgd(0.1)},
          {"momentum", momentum(0.1)},
          {"nesterov", sgd(0.1, 0.9, true)},
          {"adam", adam(1e-2)},
          {"adamw", adamw(1e-2)},
          {"adamw_wd_mask", adamw(1e-2, {.weight_decay = 0.1, .mask = State{{"w", true}, {"b", false}}})},
          {"adamw_b2_095_eps", adamw(3e-3, {.b1 = 0.8, .b2 = 0.95, .eps = 1e-6, .weight_decay = 0.05})},
          {"adamw_nesterov", adamw(1e-2, {.nesterov = true})},
          {"nadam", nadam(1e-2)},
          {"rmsprop", rmsprop(1e-2)},
          {"rmsprop_centered_mom", rmsprop(1e-2, {.centered = true, .momentum = 0.9})},
          {"adagrad", adagrad(1e-1)},
          {"adadelta", adadelta(1)},
          {"adamax", adamax(1e-2)},
          {"lamb", lamb(1e-2)},
          {"lars", lars(1e-2)},
          {"lion", lion(1e-3)},
          {"amsgrad", amsgrad(1e-2)},
          {"radam", radam(1e-2)},
          {"adafactor", adafactor(1e-2, {.min_dim_size_to_factor = 2})},
          {"clip_global", chain(clip_by_global_norm(1), sgd(0.1))},
          {"clip_value", chain(clip(0.3), adam(1e-2))},
          {"warmup_cosine", adamw(warmup_cosine_decay_schedule(0, 1e-2, 2, 5))},
          {"multisteps2", multi_steps(adam(1e-2), 2)},
          {"ema", chain(sgd(0.1), ema(0.9))},
          {"centralize", chain(centralize(), sgd(0.1))}};
}

const State &tables() {
  static const State state = io::load_npz(std::string(BURIN_GOLDEN) + "/optax_tables.npz");
  return state;
}

Weights stored_weights(const std::string &name) { return {tables().at(name + "/w"), tables().at(name + "/b")}; }

void expect_stored(const Weights &got, const std::string &name) {
  expect_close(got.w, tables().at(name + "/w"), 1e-5, 1e-2, name + "/w");
  expect_close(got.b, tables().at(name + "/b"), 1e-5, 1e-2, name + "/b");
}

/// "[1][0].mu.w" as Optax's tree paths say it: "1/0/mu/w".
std::string in_optax(std::string path) {
  std::erase(path, ']');
  std::replace(path.begin(), path.end(), '[', '/');
  std::replace(path.begin(), path.end(), '.', '/');
  return path.starts_with('/') ? path : "/" + path;
}

/// Every array of the golden's state is there, at the same path.
void expect_state(const State &state, const std::string &name) {
  const std::string prefix = name + "/state_final";
  std::size_t expected = 0;
  for (const auto &[path, array] : tables())
    expected += path.starts_with(prefix + "/");
  EXPECT_EQ(state.size(), expected) << name;
  for (const auto &[path, array] : state) {
    const Array &want = tables().at(prefix + in_optax(path));
    if (is_floating(array.dtype()))
      expect_close(array, want, 1e-5, 1e-3, path);
    else
      EXPECT_TRUE(tree::equal(array, want)) << path;
  }
}

class OptaxTables : public testing::TestWithParam<TransformationCase> {};

TEST_P(OptaxTables, are_reproduced_by_the_optimizer) {
  const auto &[name, transformation] = GetParam();
  for (const bool jitted : {false, true}) {
    Weights model = stored_weights("p0");
    Optimizer opt(model, transformation);
    const auto update = [](Weights &m, Optimizer &o, const Weights &g) { o.update(m, g); };
    const auto compiled = jit(update);
    const long long before = compiled.trace_count(); // one lambda, one count for all cases
    for (int step = 0; step < 5; ++step) {
      const Weights gradients = stored_weights("g" + std::to_string(step));
      if (jitted)
        compiled(model, opt, gradients);
      else
        update(model, opt, gradients);
      expect_stored(model, std::string(name) + "/params" + std::to_string(step));
    }
    EXPECT_EQ(opt.step.item<std::uint32_t>(), 5U);
    expect_state(opt.state, name);
    if (jitted) {
      EXPECT_EQ(compiled.trace_count() - before, 1);
    }
  }
}

TEST_P(OptaxTables, are_reproduced_by_init_update_and_apply_updates) {
  const auto &[name, transformation] = GetParam();
  Weights params = stored_weights("p0");
  State state = transformation.init(params);
  for (int step = 0; step < 5; ++step) {
    const Weights updates = transformation.update(stored_weights("g" + std::to_string(step)), state, params);
    expect_stored(updates, std::string(name) + "/update" + std::to_string(step));
    params = apply_updates(params, updates);
    expect_stored(params, std::string(name) + "/params" + std::to_string(step));
  }
  expect_state(state, name);
}

INSTANTIATE_TEST_SUITE_P(All, OptaxTables, testing::ValuesIn(cases()),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(OptaxTables, global_norm) {
  expect_close(global_norm(stored_weights("g0")), tables().at("global_norm_g0"), 1e-6, 0, "norm");
}

TEST(OptaxTables, schedules) {
  const std::pair<const char *, Schedule> schedules[] = {
      {"cosine", cosine_decay_schedule(1, 10, 0.1)},
      {"warmup_cosine", warmup_cosine_decay_schedule(0, 1, 3, 10, 0.01)},
      {"exponential", exponential_decay(1, 4, 0.5, {.staircase = true})},
      {"linear", linear_schedule(1, 0, 8, 2)},
      {"piecewise", piecewise_constant_schedule(1, {{3, 0.1}, {6, 0.5}})},
      {"onecycle", cosine_onecycle_schedule(10, 1)},
      {"polynomial", polynomial_schedule(1, 0.1, 2, 8)}};
  for (const auto &[name, schedule] : schedules) {
    const std::vector<float> want = tables().at(std::string("schedule/") + name).to_vector<float>();
    const auto compiled = jit([&schedule = schedule](const Array &count) { return schedule(count); });
    for (int count = 0; count < 13; ++count) {
      const float expected = want[static_cast<std::size_t>(count)];
      EXPECT_NEAR(schedule(count).item<float>(), expected, 1e-6) << name << count;
      EXPECT_NEAR(compiled(Array::of(std::int32_t(count))).item<float>(), expected, 1e-6) << name << count;
    }
  }
}

} // namespace
