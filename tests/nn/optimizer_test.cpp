// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/nn/weights.h"

/// What optim::Optimizer trains, and what it refuses.
namespace {

using namespace burin;

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

TEST(Optimizer, trains_what_a_function_of_the_array_selects) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::sgd(1), [](const Array &array) { return array.ndim() == 2; });
  opt.update(model, Weights{ones({3, 4}), none});
  EXPECT_EQ(model.w.to_vector<float>()[0], 0.F);
  EXPECT_EQ(model.b.to_vector<float>()[0], 1.F);
  const auto both = [](std::string_view path, const Array &array) { return path == ".w" && array.dtype() == f32; };
  EXPECT_EQ(optim::Optimizer(model, optim::adam(1), both).state.size(), 3U);
  const auto anything = [](const auto &value) { return std::is_same_v<std::decay_t<decltype(value)>, Array>; };
  EXPECT_EQ(optim::Optimizer(model, optim::adam(1), anything).state.size(), 5U);
}

std::string error_of(auto &&f) {
  try {
    f();
  } catch (const TreeError &error) {
    return error.what();
  }
  return "no TreeError";
}

void expect_pieces(const std::string &text, std::initializer_list<const char *> pieces) {
  for (const char *piece : pieces)
    EXPECT_NE(text.find(piece), std::string::npos) << "missing: " << piece << "\nin: " << text;
}

struct Choice {
  bool w = false, b = false;
};

TEST(Optimizer, trains_what_a_mask_selects) {
  Weights model{ones({3, 4}), ones({4})};
  EXPECT_EQ(optim::Optimizer(model, optim::adam(1), Choice{.w = true}).state.size(), 3U);
  EXPECT_TRUE(optim::Optimizer(model, optim::adam(1), State{{"b", true}, {"", false}}).state.contains("[0].mu.b"));
  expect_pieces(
      error_of([&] { optim::Optimizer(model, optim::adam(1), State{{"w", true}, {"c", false}, {"", true}}); }),
      {"the mask has an entry for a path that the tree has not", "optimizer_test.cpp"});
}

TEST(Optimizer, trains_what_a_filter_of_trees_selects) {
  Counted model{ones({2}), Array(7.F), Array::of({1, 2}), 0.5};
  optim::Optimizer opt(model, optim::adam(1), is_inexact_array);
  EXPECT_EQ(opt.state.size(), 3U);
  EXPECT_TRUE(opt.state.contains("[0].mu.w"));
  const auto [parameters, rest] = partition(model, is_inexact_array);
  EXPECT_EQ(optim::adam(1).init(parameters).size(), 3U);
  opt.update(model, filter_grad([](const Counted &m) { return sum(m.w * m.seen); })(model));
  EXPECT_NEAR(model.w.to_vector<float>()[0], 0, 1e-5);
}

TEST(Optimizer, takes_gradients_as_a_state) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::sgd(1));
  opt.update(model, State{{"b", full({4}, 3.F)}, {"w", ones({3, 4})}});
  EXPECT_EQ(model.w.to_vector<float>()[0], 0.F);
  EXPECT_EQ(model.b.to_vector<float>()[0], -2.F);
}

TEST(Optimizer, trains_many_parameters_outside_of_jit) {
  std::vector<Weights> model(20, Weights{ones({2}), ones({})});
  optim::Optimizer opt(model, optim::adam(0.5));
  opt.update(model, model);
  EXPECT_EQ(opt.state.size(), 81U);
  EXPECT_TRUE(opt.state.contains("[0].mu[19].w"));
  for (const Weights &layer : model) {
    EXPECT_NEAR(layer.w.to_vector<float>()[1], 0.5, 1e-5);
    EXPECT_NEAR(layer.b.item<float>(), 0.5, 1e-5);
  }
}

TEST(Optimizer, keeps_the_dtypes_of_parameters) {
  Array x = full({4}, 1.0, bf16), y = full({4}, 1.0, f64);
  std::pair<Array, Array> model{x, y};
  optim::Optimizer opt(model, optim::adamw(1e-2, {.mu_dtype = f32}));
  EXPECT_EQ(opt.state.at("[0].mu[0]").dtype(), f32);
  EXPECT_EQ(opt.state.at("[0].nu[0]").dtype(), bf16);
  const auto update = jit([](std::pair<Array, Array> &m, optim::Optimizer &o) { o.update(m, m); }, {});
  for (int i = 0; i < 3; ++i)
    update(model, opt);
  EXPECT_EQ(update.trace_count(), 1);
  EXPECT_EQ(model.first.dtype(), bf16);
  EXPECT_EQ(model.second.dtype(), f64);
  // 1e-2 m / (sqrt(v) + eps) is 1e-2 in the first step: f64 has more digits than f32 could.
  std::pair<Array, Array> fresh{x, y};
  optim::Optimizer adam(fresh, optim::adam(1e-2, {.eps = 0}));
  adam.update(fresh, fresh);
  EXPECT_NEAR(fresh.second.to_vector<double>()[0], 0.99, 1e-15);
}

TEST(Optimizer, catches_a_missing_gradient_by_path_and_both_sides) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  expect_pieces(error_of([&] { opt.update(model, Weights{ones({3, 4}), none}); }),
                {".b: optimizer state has float32[4], gradient has none", "optimizer_test.cpp",
                 "trains the floating arrays that are not nn::Stat\n",
                 "the gradient is none where nothing was differentiated"});
  EXPECT_EQ(model.w.to_vector<float>()[0], 1.F);
  EXPECT_EQ(opt.step.item<std::uint32_t>(), 0U);
}

TEST(Optimizer, catches_another_shape) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  expect_pieces(error_of([&] { opt.update(model, Weights{ones({3, 4}), ones({5})}); }),
                {".b: optimizer state has float32[4], gradient has float32[5]"});
  Weights other{ones({3, 4}), ones({5})};
  expect_pieces(error_of([&] { opt.update(other, other); }),
                {".b: optimizer state has float32[4], model has float32[5]"});
}

TEST(Optimizer, catches_a_gradient_of_what_is_not_trained) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::sgd(0.1), [](std::string_view path) { return path == ".b"; });
  expect_pieces(error_of([&] { opt.update(model, Weights{ones({3, 4}), ones({4})}); }),
                {".w: optimizer state has none, gradient has float32[3,4]", "and that its wrt selects"});
}

struct Wider {
  Array w, b, c;
};
struct Other {
  Array kernel;
};

TEST(Optimizer, catches_another_model) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  Other other{ones({3, 4})};
  expect_pieces(error_of([&] { opt.update(other, other); }),
                {".w: optimizer state has float32[3,4], model has no such path"});
  Wider wider{ones({3, 4}), ones({4}), ones({1})};
  expect_pieces(error_of([&] { opt.update(wider, wider); }), {".c: optimizer state has none, gradient has float32[1]"});
  EXPECT_EQ(wider.w.to_vector<float>()[0], 1.F);
}

TEST(Optimizer, does_not_flag_another_type_with_the_same_paths) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::sgd(1));
  Wider wider{ones({3, 4}), ones({4}), Array::of({1, 2})};
  opt.update(wider, Wider{ones({3, 4}), ones({4}), none});
  EXPECT_EQ(wider.b.to_vector<float>()[0], 0.F);
}

TEST(Optimizer, catches_a_state_that_is_not_its_own) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  opt.state["[0].mu.b"] = zeros({5});
  expect_pieces(error_of([&] { opt.update(model, model); }),
                {"the state is not the transformation's; expected [0].mu.b: float32[4], got [0].mu.b: float32[5]"});
  opt.state.erase("[0].nu.b");
  opt.state["[0].mu.b"] = zeros({4});
  expect_pieces(error_of([&] { opt.update(model, model); }), {"expected [0].nu.b: float32[4], got nothing more"});
  EXPECT_EQ(model.w.to_vector<float>()[0], 1.F);
}

TEST(Optimizer, does_not_flag_a_state_that_was_put_back) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt(model, optim::adam(1e-2));
  opt.update(model, model);
  const Weights kept_model = model;
  const optim::Optimizer kept = opt;
  opt.update(model, model);
  Weights again = kept_model;
  optim::Optimizer restored(again, optim::adam(1e-2));
  restored.step = kept.step;
  restored.state = kept.state;
  restored.update(again, again);
  EXPECT_TRUE(tree::equal(again, model));
  EXPECT_TRUE(tree::equal(restored, opt));
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

TEST(Optimizer, catches_an_update_before_there_is_a_model) {
  Weights model{ones({3, 4}), ones({4})};
  optim::Optimizer opt;
  expect_pieces(error_of([&] { opt.update(model, model); }), {"this optimizer has no model"});
}

TEST(ApplyUpdates, leaves_what_has_no_update) {
  const Weights model{ones({3, 4}), ones({4})};
  const Weights next = optim::apply_updates(model, Weights{none, full({4}, 2.F)});
  EXPECT_EQ(next.w.to_vector<float>()[0], 1.F);
  EXPECT_EQ(next.b.to_vector<float>()[0], 3.F);
  EXPECT_EQ(model.b.to_vector<float>()[0], 1.F);
}

TEST(ApplyUpdates, catches_updates_that_do_not_fit) {
  const Weights model{ones({3, 4}), none};
  expect_pieces(error_of([&] { optim::apply_updates(model, Weights{none, ones({4})}); }),
                {".b: parameters have none, update has float32[4]"});
  expect_pieces(error_of([&] { optim::apply_updates(model, Weights{ones({4}), none}); }),
                {".w: parameters have float32[3,4], update has float32[4]"});
}

TEST(Transformation, catches_gradients_that_do_not_fit_the_parameters) {
  const Weights model{ones({3, 4}), ones({4})};
  const optim::Transformation tx = optim::adam(1e-2);
  State state = tx.init(model);
  expect_pieces(error_of([&] { tx.update(Weights{ones({3, 4}), none}, state, model); }),
                {"[optim.Transformation.update] .b: parameters have float32[4], gradient has none"});
  State other = optim::sgd(1).init(model);
  expect_pieces(error_of([&] { tx.update(model, other, model); }), {"expected [0].count: int32[], got nothing more"});
  EXPECT_EQ(state.at("[0].count").item<std::int32_t>(), 0);
}

} // namespace
