// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/golden.h"

using namespace burin;

namespace {

struct Weights {
  Array w, b;
};

Weights weights(const golden::Json &stored) {
  return {Array::from_buffer(stored.at("w").get<std::vector<float>>(), {3, 4}),
          Array::from_buffer(stored.at("b").get<std::vector<float>>(), {4})};
}

struct Case {
  const char *name;
  optim::Transformation transformation;
};

void PrintTo(const Case &c, std::ostream *out) { *out << c.name; }

std::vector<Case> cases() {
  return {{"sgd", optim::sgd(0.1)},
          {"momentum", optim::sgd(0.1, 0.9)},
          {"nesterov", optim::sgd(0.1, 0.9, true)},
          {"adam", optim::adam(1e-2)},
          {"adamw", optim::adamw(1e-2)},
          {"adamw_options", optim::adamw(3e-3, {.b1 = 0.8, .b2 = 0.95, .eps = 1e-6, .weight_decay = 0.05})}};
}

class Optax : public testing::TestWithParam<Case> {};

TEST_P(Optax, makes_the_same_updates) {
  const golden::Json file = golden::load("optim.json");
  for (const bool jitted : {false, true}) {
    Weights model = weights(file.at("start"));
    optim::Optimizer opt(model, GetParam().transformation);
    const auto update = [](Weights &m, optim::Optimizer &o, const Weights &g) { o.update(m, g); };
    const auto compiled = jit(update);
    const long long before = compiled.trace_count(); // one lambda, one count for all cases
    for (std::size_t step = 0; step < 5; ++step) {
      const Weights gradients = weights(file.at("gradients")[step]);
      if (jitted)
        compiled(model, opt, gradients);
      else
        update(model, opt, gradients);
      const golden::Json &want = file.at(GetParam().name)[step];
      golden::expect_near(model.w, want.at("w"), 1e-5, 1e-1, "w");
      golden::expect_near(model.b, want.at("b"), 1e-5, 1e-1, "b");
    }
    EXPECT_EQ(opt.step.item<std::uint32_t>(), 5U);
    if (jitted) {
      EXPECT_EQ(compiled.trace_count() - before, 1);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Optimizers, Optax, testing::ValuesIn(cases()),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(Transformation, is_equal_by_its_hyperparameters) {
  EXPECT_EQ(optim::adam(1e-3), optim::adam(1e-3));
  EXPECT_FALSE(optim::adam(1e-3) == optim::adam(1e-4));
  EXPECT_FALSE(optim::adam(1e-3) == optim::adamw(1e-3));
}

TEST(Transformation, clips_by_the_norm_of_all) {
  Weights model{zeros({3, 4}), zeros({4})};
  optim::Optimizer opt(model, optim::chain({optim::clip_by_global_norm(1.0), optim::scale(1.0)}));
  opt.update(model, Weights{full({3, 4}, 2.F), full({4}, 0.F)}); // norm sqrt(48)
  EXPECT_NEAR(model.w.to_vector<float>()[0], 2 / std::sqrt(48.F), 1e-6);
  opt.update(model, Weights{zeros({3, 4}), zeros({4})});
  EXPECT_NEAR(model.w.to_vector<float>()[0], 2 / std::sqrt(48.F), 1e-6);
}

struct Counted {
  Array w;
  nn::Stat seen;
  Array ids;
  double rate = 0.5;
};

TEST(Optimizer, trains_floating_arrays_that_are_no_statistics) {
  Counted model{ones({2}), Array(7.F), Array::of({1, 2}), 0.5};
  optim::Optimizer opt(model, optim::sgd(0.5));
  opt.update(model, Counted{ones({2}), none, none, 0.5});
  EXPECT_EQ(model.w.to_vector<float>(), (std::vector<float>{0.5F, 0.5F}));
  EXPECT_EQ(model.seen.item<float>(), 7.F);
}

TEST(Optimizer, trains_what_wrt_selects) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2), [](std::string_view path) { return path == ".b"; });
  opt.update(model, Weights{none, ones({4})});
  EXPECT_EQ(model.w.to_vector<float>()[0], 1.F);
  EXPECT_LT(model.b.to_vector<float>()[0], 1.F);
}

std::string error_of(auto &&f) {
  try {
    f();
  } catch (const TreeError &error) {
    return error.what();
  }
  return "no TreeError";
}

TEST(Optimizer, catches_a_missing_gradient_by_path_and_both_sides) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  const std::string text = error_of([&] { opt.update(model, Weights{ones({3, 4}), none}); });
  EXPECT_NE(text.find(".b: optimizer state has float32[4], gradient has none"), std::string::npos) << text;
  EXPECT_NE(text.find("optim_test.cpp"), std::string::npos) << text;
  EXPECT_EQ(model.w.to_vector<float>()[0], 1.F);
  EXPECT_EQ(opt.step.item<std::uint32_t>(), 0U);
}

TEST(Optimizer, catches_another_shape) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  const std::string text = error_of([&] { opt.update(model, Weights{ones({3, 4}), ones({5})}); });
  EXPECT_NE(text.find(".b: optimizer state has float32[4], gradient has float32[5]"), std::string::npos) << text;
}

TEST(Optimizer, catches_a_gradient_of_what_is_not_trained) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::sgd(0.1), [](std::string_view path) { return path == ".b"; });
  const std::string text = error_of([&] { opt.update(model, Weights{ones({3, 4}), ones({4})}); });
  EXPECT_NE(text.find(".w: optimizer state has none, gradient has float32[3,4]"), std::string::npos) << text;
}

TEST(Optimizer, catches_capture_inside_jit) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  const auto bad = jit([&](const Array &x) {
    opt.update(model, Weights{ones({3, 4}) * x, ones({4})});
    return x;
  });
  EXPECT_THROW(bad(Array(1.F)), TraceContextError);
  EXPECT_EQ(opt.step.item<std::uint32_t>(), 0U);
  EXPECT_EQ(model.w.to_vector<float>()[0], 1.F);
}

TEST(Optimizer, a_different_learning_rate_is_a_different_trace) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer slow(model, optim::sgd(0.25)), fast(model, optim::sgd(0.5));
  const auto update = jit([](Weights &m, optim::Optimizer &o) { o.update(m, Weights{ones({3, 4}), ones({4})}); });
  update(model, slow);
  update(model, fast);
  EXPECT_EQ(model.b.to_vector<float>()[0], 0.25F);
  EXPECT_EQ(update.trace_count(), 2);
}

TEST(Optimizer, catches_a_transformation_without_a_rule) {
  const Weights model{ones({3, 4}), ones({4})};
  EXPECT_THROW(optim::Optimizer(model, optim::Transformation()), Error);
  EXPECT_THROW(optim::chain({optim::Transformation()}), Error);
}

} // namespace
