// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/weights.h"

/// Options and transformations beside those of Optax's tables: tests/golden/optim.json.
namespace {

using namespace burin;
using namespace burin::optim;

bool matrices(const Array &parameter) { return parameter.ndim() == 2; }
std::string label(std::string_view path) { return path == ".w" ? "matrix" : "vector"; }

std::vector<TransformationCase> moment_cases() {
  return {{"adam", adam(1e-2)},
          {"adam_bf16", adam(1e-2, {.eps_root = 1e-3, .mu_dtype = bf16})},
          {"adamw", adamw(1e-2)},
          {"adamw_options", adamw(3e-3, {.b1 = 0.8, .b2 = 0.95, .eps = 1e-6, .weight_decay = 0.05})},
          {"adamw_scheduled_decay", adamw(1e-2, {.weight_decay = warmup_cosine_decay_schedule(0, 1e-1, 2, 5, 1e-3)})},
          {"nadamw", nadamw(1e-2)},
          {"adamaxw", adamaxw(1e-2, {.weight_decay = 0.1, .mask = matrices})},
          {"amsgrad_uncorrected", amsgrad(1e-2, {.bias_correction_mu = false, .bias_correction_nu = false})},
          {"adabelief", adabelief(1e-2)},
          {"adabelief_nesterov", adabelief(1e-2, {.eps = 1e-8, .nesterov = true})},
          {"yogi", yogi(1e-2)},
          {"radam_rectified", radam(1e-2, {.b2 = 0.9, .threshold = 4})},
          {"lion_decay", lion(1e-2, {.mu_dtype = bf16, .weight_decay = 0.1, .mask = matrices})},
          {"lamb_decay", lamb(1e-2, {.weight_decay = 0.1, .mask = matrices})},
          {"adafactor", adafactor(1e-2, {.min_dim_size_to_factor = 2, .momentum = 0.9, .weight_decay_rate = 1e-2})},
          {"adafactor_whole", adafactor({}, {.multiply_by_parameter_scale = false, .clipping_threshold = {}})}};
}

std::vector<TransformationCase> other_cases() {
  return {
      {"sgd", sgd(0.1)},
      {"momentum", momentum(0.1)},
      {"nesterov", sgd(0.1, 0.9, true)},
      {"momentum_bf16", sgd(0.1, 0.9, false, bf16)},
      {"sign_sgd", sign_sgd(0.1)},
      {"signum", signum(0.1)},
      {"rmsprop_corrected", rmsprop(1e-2, {.eps_in_sqrt = false, .bias_correction = true})},
      {"rmsprop_centered_corrected", rmsprop(1e-2, {.initial_scale = 2, .centered = true, .bias_correction = true})},
      {"lars_masked", lars(1e-1, {.weight_decay = 0.1, .weight_decay_mask = matrices, .trust_ratio_mask = matrices})},
      {"adadelta_decay", adadelta(0.5, {.weight_decay = 0.1})},
      {"clip_by_block_rms", chain(clip_by_block_rms(0.5), sgd(0.1))},
      {"adaptive_grad_clip", chain(adaptive_grad_clip(0.1), sgd(0.1))},
      {"param_block", chain(scale_by_param_block_norm(), scale_by_param_block_rms(), sgd(0.1))},
      {"normalize", chain(normalize_by_update_norm(2), sgd(0.1))},
      {"keep_nonnegative", chain(sgd(0.1), keep_params_nonnegative())},
      {"masked", chain(masked(scale_by_adam(), matrices), scale(-1e-2))},
      {"freeze", chain(sgd(0.1), freeze(matrices))},
      {"multi_transform", multi_transform({{"matrix", adam(1e-2)}, {"vector", sgd(0.1, 0.9)}}, label)},
      {"multi_steps_sum", multi_steps(adam(1e-2), 3, {.use_grad_mean = false})},
      {"multi_steps_schedule", multi_steps(sgd(0.1), [](const Array &step) { return step + 1; })},
      {"accumulated_decay", multi_steps(adamw(1e-2, {.weight_decay = 0.1, .mask = matrices}), 2)},
      {"user_schedule", sgd([](const Array &count) { return 0.1 / (1 + count); })}};
}

void expect_parameters(const Weights &model, const golden::Json &want) {
  golden::expect_near(model.w, want.at("w"), 1e-5, 1e-1, "w");
  golden::expect_near(model.b, want.at("b"), 1e-5, 1e-1, "b");
}

class Optax : public testing::TestWithParam<TransformationCase> {};

TEST_P(Optax, makes_the_same_updates) {
  const golden::Json file = golden::load("optim.json");
  const auto update = jit([](Weights &m, Optimizer &o, const Weights &g) { o.update(m, g); });
  Weights model = weights(file.at("start"));
  Optimizer opt(model, GetParam().transformation);
  for (std::size_t step = 0; step < 5; ++step) {
    update(model, opt, weights(file.at("gradients")[step]));
    expect_parameters(model, file.at(GetParam().name)[step]);
  }
}

const auto case_name = [](const auto &info) { return std::string(info.param.name); };
INSTANTIATE_TEST_SUITE_P(Moments, Optax, testing::ValuesIn(moment_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Others, Optax, testing::ValuesIn(other_cases()), case_name);

TEST(ApplyIfFinite, skips_what_is_not_finite) {
  const golden::Json file = golden::load("optim.json");
  Weights model = weights(file.at("start"));
  Weights bad = weights(file.at("gradients")[0]);
  bad.b = Array::of({1.F, INFINITY, 2.F, NAN});
  const auto good = [&](std::size_t i) { return weights(file.at("gradients")[i]); };
  Optimizer opt(model, apply_if_finite(chain(zero_nans(), adam(1e-2)), 1));
  const Weights gradients[] = {good(0), bad, good(1), bad, good(2)};
  for (std::size_t step = 0; step < 5; ++step) {
    opt.update(model, gradients[step]);
    expect_parameters(model, file.at("apply_if_finite")[step]);
    EXPECT_EQ(opt.state.at("notfinite_count").item<std::int32_t>(), step % 2 ? 1 : 0);
  }
  EXPECT_EQ(opt.state.at("total_notfinite").item<std::int32_t>(), 2);
  EXPECT_TRUE(opt.state.at("last_finite").item<bool>());
  EXPECT_EQ(opt.state.at("inner_state[1][0].count").item<std::int32_t>(), 3);
}

TEST(ApplyIfFinite, gives_in_after_too_many_errors) {
  Array x = ones({2});
  Optimizer opt(x, apply_if_finite(sgd(1), 1));
  opt.update(x, full({2}, INFINITY));
  EXPECT_EQ(x.to_vector<float>()[0], 1.F);
  opt.update(x, full({2}, INFINITY));
  EXPECT_EQ(x.to_vector<float>()[0], -INFINITY);
}

TEST(ZeroNans, says_where_they_were) {
  Weights model{ones({3, 4}), ones({4})};
  Optimizer opt(model, zero_nans());
  opt.update(model, Weights{zeros({3, 4}), Array::of({1.F, NAN, 2.F, 0.F})});
  EXPECT_EQ(model.b.to_vector<float>(), (std::vector<float>{2, 1, 3, 1}));
  EXPECT_TRUE(opt.state.at("found_nan.b").item<bool>());
  EXPECT_FALSE(opt.state.at("found_nan.w").item<bool>());
}

TEST(Schedule, are_those_of_optax) {
  const std::vector<Boundary> boundaries{{9, 0.1}, {3, 0.5}, {7, 2}};
  const std::pair<const char *, Schedule> schedules[] = {
      {"constant", constant_schedule(0.25)},
      {"polynomial_late", polynomial_schedule(1, 0.1, 3, 6, 2)},
      {"linear_none", linear_schedule(0.5, 0.1, 0)},
      {"exponential", exponential_decay(1, 4, 0.5, {.transition_begin = 2})},
      {"exponential_end", exponential_decay(1, 2, 0.5, {.end_value = 0.2})},
      {"exponential_growth", exponential_decay(1, 2, 1.5, {.end_value = 3})},
      {"cosine_exponent", cosine_decay_schedule(2, 8, 0.1, 1.5)},
      {"piecewise_linear", piecewise_interpolate_schedule(Interpolate::linear, 1, boundaries)},
      {"piecewise_cosine", piecewise_interpolate_schedule(Interpolate::cosine, 1, boundaries)},
      {"linear_onecycle", linear_onecycle_schedule(10, 1)},
      {"warmup_constant", warmup_constant_schedule(0.1, 1, 4)},
      {"warmup_exponential", warmup_exponential_decay_schedule(0, 1, 3, 2, 0.5, {.staircase = true})},
      {"join", join_schedules({1.0, linear_schedule(1, 0, 4)}, {5})},
      {"sgdr",
       sgdr_schedule({{.init_value = 0, .peak_value = 1, .warmup_steps = 2, .decay_steps = 5},
                      {.init_value = 0.1, .peak_value = 0.5, .warmup_steps = 1, .decay_steps = 6, .end_value = 0.2}})}};
  const golden::Json want = golden::load("optim.json").at("schedules");
  EXPECT_EQ(want.size(), std::size(schedules));
  for (const auto &[name, schedule] : schedules)
    for (std::size_t count = 0; count < 13; ++count)
      EXPECT_NEAR(schedule(static_cast<int>(count)).item<float>(), want.at(name)[count].get<double>(), 2e-6)
          << name << " " << count;
}

std::string error_of(auto &&f) {
  try {
    f();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

TEST(Schedule, catches_what_cannot_be) {
  const std::string steps = error_of([] { cosine_decay_schedule(1, 0); });
  EXPECT_NE(steps.find("decay_steps is not positive; expected 1 or more, got 0"), std::string::npos) << steps;
  EXPECT_NE(steps.find("optim_test.cpp"), std::string::npos) << steps;
  const std::string warmup = error_of([] { warmup_cosine_decay_schedule(0, 1, 5, 5); });
  EXPECT_NE(warmup.find("decay_steps is not positive"), std::string::npos) << warmup;
  const std::string scale = error_of([] { piecewise_constant_schedule(1, {{3, -1}}); });
  EXPECT_NE(scale.find("a scale is negative"), std::string::npos) << scale;
  const std::string boundary = error_of([] { join_schedules({1.0, 2.0}, {}); });
  EXPECT_NE(boundary.find("expected 1, got 0"), std::string::npos) << boundary;
  const std::string cycle = error_of([] { linear_onecycle_schedule(0, 1); });
  EXPECT_NE(cycle.find("transition_steps is not positive"), std::string::npos) << cycle;
}

TEST(Transformation, is_equal_by_its_hyperparameters) {
  EXPECT_EQ(adam(1e-3), adam(1e-3));
  EXPECT_FALSE(adam(1e-3) == adam(1e-4));
  EXPECT_FALSE(adam(1e-3) == adamw(1e-3));
  EXPECT_EQ(adam(cosine_decay_schedule(1, 10)), adam(cosine_decay_schedule(1, 10)));
  EXPECT_FALSE(adam(cosine_decay_schedule(1, 10)) == adam(cosine_decay_schedule(1, 11)));
  const auto schedule = [](const Array &count) { return 0.1 / (1 + count); };
  EXPECT_EQ(sgd(schedule), sgd(schedule)); // it holds nothing
  double rate = 0.1;
  const auto holder = [&rate](const Array &count) { return rate / (1 + count); };
  EXPECT_FALSE(sgd(holder) == sgd(holder));
}

TEST(Transformation, does_not_see_a_difference_between_masks_that_select_the_same) {
  const Weights model{ones({3, 4}), ones({4})};
  std::string name = ".w";
  const auto by_name = [&name](std::string_view path) { return path == name; };
  const Array arrays[] = {model.w, model.b};
  const std::string paths[] = {".w", ".b"};
  EXPECT_EQ(masked(scale(2), by_name).bound({arrays, paths, {}}),
            masked(scale(2), matrices).bound({arrays, paths, {}}));
}

TEST(Transformation, catches_a_label_without_a_transformation) {
  const Weights model{ones({3, 4}), ones({4})};
  const auto wrong = [](std::string_view) { return std::string("other"); };
  const std::string text = error_of([&] { Optimizer(model, multi_transform({{"a", sgd(1)}, {"b", sgd(2)}}, wrong)); });
  EXPECT_NE(text.find(".w: there is no transformation with its label; expected one of a, b, got other"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("optim_test.cpp"), std::string::npos) << text;
}

Transformation with_rate(const Hyperparameters &h) { return chain(clip(1), momentum(h["rate"], 0.5)); }

TEST(Hyperparameters, are_set_between_steps_without_a_new_trace) {
  Array x = zeros({2}), y = zeros({2});
  Optimizer opt(x, inject_hyperparams({{"rate", 0.5}}, with_rate));
  EXPECT_EQ(opt.state.at("hyperparams.rate").item<float>(), 0.5F);
  const auto update = jit([](Array &x, Optimizer &o) { o.update(x, full_like(x, 4.F)); });
  Optimizer half(y, chain(clip(1), momentum(0.5, 0.5)));
  update(x, opt);
  half.update(y, full({2}, 4.F));
  EXPECT_TRUE(tree::equal(x, y));
  opt.state["hyperparams.rate"] = Array::of(0.25F);
  update(x, opt);
  EXPECT_EQ(update.trace_count(), 1);
  EXPECT_EQ(x.to_vector<float>()[0], -0.5F - 0.25F * 1.5F);
  opt.update(x, full({2}, 4.F)); // eager, and not with the value of a step before
  opt.state["hyperparams.rate"] = Array::of(0.F);
  const std::vector<float> before = x.to_vector<float>();
  opt.update(x, full({2}, 4.F));
  EXPECT_EQ(x.to_vector<float>(), before);
  EXPECT_EQ(opt.state.at("count").item<std::int32_t>(), 4);
}

TEST(Hyperparameters, show_the_value_of_a_schedule) {
  Weights model{ones({3, 4}), ones({4})}, expected = model;
  const Schedule rate = linear_schedule(1, 0, 4);
  Optimizer opt(model, inject_hyperparams({{"rate", rate}}, [](const Hyperparameters &h) {
                  return adamw(h["rate"], {.weight_decay = 0.1, .mask = matrices});
                }));
  Optimizer plain(expected, adamw(rate, {.weight_decay = 0.1, .mask = matrices}));
  for (int step = 0; step < 3; ++step) {
    opt.update(model, model);
    plain.update(expected, expected);
  }
  EXPECT_TRUE(tree::equal(model, expected));
  EXPECT_EQ(opt.state.at("hyperparams.rate").item<float>(), 0.5F);
}

TEST(Hyperparameters, catches_a_name_that_there_is_not) {
  Array x = zeros({2});
  const std::string text = error_of([&] { Optimizer(x, inject_hyperparams({{"momentum", 0.5}}, with_rate)); });
  EXPECT_NE(text.find("there is no hyperparameter of this name; expected one of momentum, got rate"), std::string::npos)
      << text;
  EXPECT_NE(text.find("optim_test.cpp"), std::string::npos) << text;
}

TEST(Transformation, catches_an_update_without_parameters_for_its_mask) {
  const Transformation tx = masked(scale(2), matrices);
  std::vector<Array> updates{ones({2})};
  StateArrays none_of_state({});
  const std::string text = error_of([&] { tx.rule().update(updates, none_of_state, updates); });
  EXPECT_NE(text.find("[optim.masked] the transformation is not bound to parameters"), std::string::npos) << text;
}

/// One's own: the sign of the momentum, with a count.
class CountedSign final : public Rule {
public:
  std::string text() const override { return "counted_sign"; }
  std::vector<State::Entry> init(const Parameters &) const override { return {{"calls", Array::of(std::int32_t{0})}}; }
  void update(std::span<Array> updates, StateArrays &state, std::span<const Array>) const override {
    Array &calls = state.next();
    calls = calls + 1;
    for (Array &u : updates)
      u = sign(u);
  }
};

TEST(Transformation, may_be_ones_own) {
  Weights model{ones({3, 4}), ones({4})};
  Optimizer opt(model, chain(Transformation(std::make_shared<const CountedSign>()), sgd(0.5)));
  for (int i = 0; i < 2; ++i)
    opt.update(model, Weights{full({3, 4}, 3.F), full({4}, -3.F)});
  EXPECT_EQ(model.w.to_vector<float>()[0], 0.F);
  EXPECT_EQ(model.b.to_vector<float>()[0], 2.F);
  EXPECT_EQ(opt.state.at("[0].calls").item<std::int32_t>(), 2);
}

} // namespace
