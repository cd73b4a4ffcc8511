// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Losses and their gradients against Optax.
#include "tests/nn/layer.h"

using namespace burin;

namespace {

/// Value and gradients as stored, outside and inside jit.
template <class F> void expect_golden(const std::string &name, const F &f) {
  static const golden::Json file = golden::load("nn_losses.json");
  const golden::Json &stored = file.at(name);
  std::vector<Array> inputs;
  for (const golden::Json &input : stored.at("inputs"))
    inputs.push_back(golden::array(input));
  golden::expect_stored(f(inputs), stored.at("value"), 1e-5, 0.1, name);
  golden::expect_stored(jit(f)(inputs), stored.at("value"), 1e-5, 0.1, name);
  const std::vector<Array> gradients = grad([&f](const std::vector<Array> &x) { return sum(f(x)); })(inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    golden::expect_stored(gradients[i], stored.at("gradients")[i], 1e-5, 0.1, name + " gradient");
}

using Inputs = std::vector<Array>;

TEST(Losses, of_classes_are_those_of_optax) {
  expect_golden("sigmoid_binary_cross_entropy",
                [](const Inputs &x) { return nn::sigmoid_binary_cross_entropy(x[0], x[1]); });
  expect_golden("hinge_loss", [](const Inputs &x) { return nn::hinge_loss(x[0], x[1]); });
  expect_golden("smooth_labels", [](const Inputs &x) { return nn::smooth_labels(x[0], 0.1); });
  expect_golden("kl_divergence", [](const Inputs &x) { return nn::kl_divergence(x[0], x[1]); });
}

TEST(Losses, of_numbers_are_those_of_optax) {
  expect_golden("squared_error", [](const Inputs &x) { return nn::squared_error(x[0], x[1]); });
  expect_golden("l2_loss", [](const Inputs &x) { return nn::l2_loss(x[0]); });
  expect_golden("huber_loss", [](const Inputs &x) { return nn::huber_loss(x[0], x[1], 0.7); });
  expect_golden("log_cosh", [](const Inputs &x) { return nn::log_cosh(x[0], x[1]); });
  expect_golden("cosine_similarity", [](const Inputs &x) { return nn::cosine_similarity(x[0], x[1], 1e-3); });
  expect_golden("cosine_distance", [](const Inputs &x) { return nn::cosine_distance(x[0], x[1], 0, 0); });
}

TEST(Losses, are_finite_where_their_functions_are_not) {
  const Array far = Array::of({-1000.F, 1000.F});
  EXPECT_EQ(nn::sigmoid_binary_cross_entropy(far, Array::of({0, 1})).to_vector<float>(), (std::vector{0.F, 0.F}));
  const Array certain = Array::of({0.F, 1.F});
  EXPECT_EQ(nn::kl_divergence(zeros({2}), certain).item<float>(), 0.F);
  EXPECT_TRUE(tree::all_finite(grad([](const Array &q) { return nn::kl_divergence(zeros({2}), q); })(certain)));
  EXPECT_EQ(nn::huber_loss(far).to_vector<float>(), (std::vector{999.5F, 999.5F}));
}

TEST(Losses, catch_shapes_that_only_broadcast) {
  std::uint_least32_t line = 0;
  const std::string text = layer::message_of<ShapeError>([&] {
    line = __LINE__ + 1;
    nn::squared_error(ones({4, 1}), ones({4}));
  });
  EXPECT_EQ(text, "[nn.squared_error] predictions and targets have different shapes; expected (4, 1), got (4,)\n  at " +
                      std::string(__FILE__) + ":" + std::to_string(line) +
                      "\n  Shapes that only broadcast give a loss of all pairs: reshape one of them.\n"
                      "  See docs/errors.md#shapeerror");
  EXPECT_THROW(nn::mse(ones({4, 1}), ones({4})), ShapeError);
}

TEST(Losses, does_not_flag_one_target_for_all) {
  EXPECT_EQ(nn::squared_error(ones({4, 1}), 3).to_vector<float>(), (std::vector{4.F, 4.F, 4.F, 4.F}));
  EXPECT_EQ(nn::mse(ones({4, 1}), Array::of(3.F)).item<float>(), 4.F);
}

TEST(Losses, catch_integers) {
  EXPECT_TRUE(layer::message_of<DTypeError>([] {
                nn::l2_loss(arange(3));
              }).starts_with("[nn.l2_loss] a loss is of floating numbers; expected a floating dtype, got int32[3]\n"));
  EXPECT_THROW(nn::hinge_loss(arange(3), arange(3)), DTypeError);
}

} // namespace
