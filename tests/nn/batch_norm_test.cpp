// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"
#include "tests/nn/layer_golden.h"

using namespace burin;

namespace {

nn::Rngs streams() { return {.params = random::key(0)}; }
std::vector<float> values(const Array &x) { return x.to_vector<float>(); }
Array batch() { return random::normal(random::key(1), {5, 3}); }

nn::BatchNorm layer_of(const nn::BatchNormOptions &options = {}) {
  nn::Rngs rngs = streams();
  return nn::BatchNorm(3, rngs, options);
}

struct Model {
  nn::Linear linear;
  nn::BatchNorm norm;
  Array operator()(const Array &x) { return norm(linear(x)); }
  Array operator()(const Array &x) const { return norm(linear(x)); }
};
Model model() {
  nn::Rngs rngs = streams();
  return {nn::Linear(3, 3, rngs), nn::BatchNorm(3, rngs)};
}

TEST(BatchNorm, is_that_of_flax) {
  nn::Rngs rngs = streams();
  golden::expect_case("batch_norm_train", nn::BatchNorm(4, rngs));
  golden::expect_case("batch_norm_evaluate", nn::BatchNorm(4, rngs, {.inference = true}));
  golden::expect_case(
      "batch_norm_axis",
      nn::BatchNorm(5, rngs, {.axis = 1, .momentum = 0.7, .epsilon = 1e-3, .use_fast_variance = false}));
  const Array mask = golden::layer_array("batch_norm_mask/mask");
  golden::expect_case("batch_norm_mask", nn::BatchNorm(6, rngs, {.use_scale = false}),
                      [mask](auto &&l, const Array &x) { return l(x, mask); });
}

TEST(BatchNorm, begins_with_zero_mean_and_unit_variance) {
  const nn::BatchNorm norm = layer_of();
  EXPECT_EQ(values(norm.mean), (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(values(norm.var), (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(tree::paths(norm), (std::vector<std::string>{".scale", ".bias", ".mean", ".var"}));
}

TEST(BatchNorm, updates_a_variable_in_training_only) {
  nn::BatchNorm norm = layer_of();
  const nn::BatchNorm before = norm;
  norm(batch(), true);
  EXPECT_TRUE(tree::equal(norm, before));
  norm(batch());
  EXPECT_FALSE(tree::equal(norm, before));
  layer::expect_close(norm.mean, 0.01 * mean(batch(), 0), 1e-5, "mean");
  const nn::BatchNorm after = norm;
  norm.inference = true;
  norm(batch());
  EXPECT_TRUE(tree::equal(norm.mean, after.mean));
}

TEST(BatchNorm, statistics_are_state_of_jit_grad_and_scan) {
  Model eager = model(), traced = model(), scanned = model();
  eager(batch());
  jit([](Model &m, const Array &x) { return m(x); })(traced, batch());
  EXPECT_TRUE(tree::equal(traced, eager));
  Model differentiated = model();
  const Model g = grad([](Model &m, const Array &x) { return sum(square(m(x))); })(differentiated, batch());
  layer::expect_close(differentiated.norm.mean, eager.norm.mean, 1e-6, "after grad");
  EXPECT_TRUE(g.norm.mean.is_none() && g.norm.var.is_none()) << "statistics have no gradient";
  EXPECT_FALSE(g.norm.scale.is_none());
  const Array steps = stack({batch(), batch()});
  eager(batch());
  const auto two = jit([](const Model &m, const Array &xs) {
    return lax::scan(
               [](const Model &carry, const Array &x) {
                 Model next = carry;
                 const Array y = next(x);
                 return std::pair{next, y};
               },
               m, xs)
        .first;
  });
  layer::expect_close(two(scanned, steps).norm.mean, eager.norm.mean, 1e-6, "after scan");
}

TEST(BatchNorm, under_vmap_statistics_of_rows_cannot_be_one) {
  nn::BatchNorm norm = layer_of();
  const auto rows = vmap([](nn::BatchNorm &n, const Array &x) { return n(x); }, {.in_axes = {none, 0}});
  EXPECT_ERROR(TraceContextError, rows(norm, stack({batch(), 2 * batch()})), "mean");
  const nn::BatchNorm fixed = layer_of({.inference = true});
  const auto call = [](const nn::BatchNorm &n, const Array &x) { return n(x); };
  const Array x = stack({batch(), 2 * batch()});
  EXPECT_TRUE(tree::equal(vmap(call, {.in_axes = {none, 0}})(fixed, x)[1], fixed(x[1])));
}

TEST(BatchNorm, optimizers_leave_statistics_alone) {
  Model m = model();
  optim::Optimizer opt(m, optim::adamw(1e-1));
  const auto step = jit([](Model &net, auto &optimizer, const Array &x) {
    const Model g = grad([](Model &n, const Array &v) { return mean(square(n(v) - 1)); })(net, x);
    optimizer.update(net, g);
  });
  Model expected = m;
  expected(batch());
  step(m, opt, batch());
  layer::expect_close(m.norm.mean, expected.norm.mean, 1e-6, "mean");
  layer::expect_close(m.norm.var, expected.norm.var, 1e-6, "var");
  EXPECT_NE(values(m.norm.scale), values(expected.norm.scale));
}

TEST(BatchNorm, transforms) {
  const auto evaluated = [](const nn::BatchNorm &n, const Array &x) { return n(x, true); };
  layer::expect_transforms(layer_of({.epsilon = 0.1}), batch(), evaluated);
  check_grads(
      [](const nn::BatchNorm &n, const Array &x) {
        nn::BatchNorm training = n;
        return training(x);
      },
      std::make_tuple(layer::as_f64(layer_of({.epsilon = 0.1})), layer::as_f64(batch())));
}

TEST(BatchNorm, keeps_the_dtype_of_its_statistics) {
  nn::BatchNorm norm = layer_of();
  EXPECT_EQ(norm(batch().astype(bf16)).dtype(), f32) << "the statistics count, as in flax";
  EXPECT_EQ(norm(batch().astype(f64)).dtype(), f64);
  EXPECT_EQ(norm.mean.dtype(), f32);
  EXPECT_EQ(norm.var.dtype(), f32);
}

TEST(BatchNorm, catches_training_of_a_const_layer) {
  const Model constant = model();
  EXPECT_ERROR(
      Error, constant(batch()),
      "[nn.BatchNorm] a const layer cannot update its statistics in training; expected a variable, got a const "
      "nn::BatchNorm",
      "batch_norm_test.cpp:", "Take the model as Model &, or evaluate inference_mode(model).");
  EXPECT_ERROR(Error, jit([](const Model &m, const Array &x) { return m(x); })(constant, batch()),
               "a const layer cannot update its statistics");
}

TEST(BatchNorm, does_not_flag_a_const_layer_that_evaluates) {
  const nn::BatchNorm fixed = layer_of({.inference = true}), norm = layer_of();
  EXPECT_EQ(values(fixed(batch())), values(norm(batch(), true)));
}

TEST(BatchNorm, evaluates_in_inference_mode) {
  const Model fixed = inference_mode(model());
  EXPECT_EQ(values(fixed(batch())), values(fixed.norm(fixed.linear(batch()), true)));
  const nn::Sequential net = inference_mode(nn::Sequential(layer_of(), nn::Dropout{}));
  EXPECT_EQ(values(net(batch())), values(layer_of()(batch(), true)));
}

TEST(BatchNorm, in_a_sequence_follows_its_constness) {
  nn::Sequential net(layer_of(), nn::relu);
  net(batch());
  EXPECT_NE(values(net.layers[0].target<nn::BatchNorm>()->mean), (std::vector<float>{0, 0, 0}));
  EXPECT_ERROR(Error, std::as_const(net)(batch()), "a const layer cannot update its statistics",
               "batch_norm_test.cpp:");
}

TEST(BatchNorm, catches_other_features) {
  nn::BatchNorm norm = layer_of();
  EXPECT_ERROR(ShapeError, norm(ones({2, 4})),
               "[nn.BatchNorm] x has other features than the layer; expected 3, got 4 of float32[2,4]");
  nn::BatchNorm bare = layer_of({.use_bias = false, .use_scale = false});
  EXPECT_ERROR(ShapeError, bare(ones({2, 4})), "x has other features than the layer; expected 3, got 4");
}

} // namespace
