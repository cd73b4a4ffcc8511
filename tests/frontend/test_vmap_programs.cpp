// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// vmap as users write it: models and data as trees, against loops over the rows.
#include "programs.h"

#include <optional>

namespace {

using namespace programs;

TEST(VmapPrograms, a_gradient_per_example_is_clipped) {
  const Net net = make_net(random::key(0));
  const auto clipped = [](const Net &n, const Array &x, const Array &y) {
    const Net g = grad(loss_of)(n, x, y);
    Array norm = 0.f;
    for (const Array &leaf : tree::leaves(g))
      norm = norm + sum(square(leaf));
    const Array factor = minimum(1, 0.5 / sqrt(norm));
    return tree::map([&](const Array &leaf) { return leaf * factor; }, g);
  };
  const auto per_example = vmap(clipped, {.in_axes = {none, 0, 0}});
  const Net all = per_example(net, inputs(), targets());
  EXPECT_EQ(all.layers[0].kernel.shape(), (Shape{5, 3, 4}));
  EXPECT_TRUE(all.steps.is_none());
  EXPECT_EQ(all.name, "net");
  expect_trees_near(jit(per_example)(net, inputs(), targets()), all);
  for (int i : {0, 4})
    expect_trees_near(tree::map([&](const Array &leaf) { return leaf[i]; }, all),
                      clipped(net, inputs()[i], targets()[i]));
}

TEST(VmapPrograms, an_ensemble_is_made_and_applied_by_vmap) {
  const Array keys = random::split(random::key(3), 4);
  const Net nets = vmap(make_net)(keys);
  EXPECT_EQ(nets.layers[1].kernel.shape(), (Shape{4, 4, 2}));
  EXPECT_EQ(nets.scale.at("out").shape(), (Shape{4, 2}));
  const auto apply = [](const Net &net, const Array &x) { return net(x); };
  const Array y = vmap(apply, {.in_axes = {0, none}})(nets, inputs());
  EXPECT_EQ(y.shape(), (Shape{4, 5, 2}));
  for (int i : {0, 3})
    expect_near(y[i], make_net(keys[i])(inputs()));
  const Array table = vmap(vmap(apply, {.in_axes = {none, 0}}), {.in_axes = {0, none}, .out_axes = -1})(nets, inputs());
  EXPECT_EQ(table.shape(), (Shape{5, 2, 4}));
  expect_near(table, transpose(y, {1, 2, 0}));
}

TEST(VmapPrograms, axes_follow_the_structure_of_arguments_and_results) {
  using Named = std::map<std::string, Array>;
  const auto f = [](const Named &named, const std::pair<Array, std::optional<Array>> &both, int times) {
    return std::tuple{named.at("a") * times + named.at("b"), Named{{"sum", both.first + *both.second}}};
  };
  const Array a = inputs(), b = transpose(inputs()), first = Array::of({1.f, 2.f}), second = ones({2, 5});
  const auto [y, named] = vmap(f, {.in_axes = {{0, -1}, {none, {1}}, none}, .out_axes = {1, {-1}}})(
      Named{{"a", a}, {"b", b}}, std::pair{first, std::optional(second)}, 3);
  expect_near(y, transpose(a * 4));
  expect_near(named.at("sum"), broadcast_to(expand_dims(first + 1, 1), {2, 5}));
}

TEST(VmapPrograms, pairs_of_rows_by_nested_vmap) {
  const Array x = inputs(), y = inputs() * 2;
  const auto distance = [](const Array &a, const Array &b) { return sum(square(a - b)); };
  const Array table = vmap(vmap(distance, {.in_axes = {none, 0}}), {.in_axes = {0, none}})(x, y);
  expect_near(table, sum(square(expand_dims(x, 1) - expand_dims(y, 0)), -1));
  const Array flipped = vmap(vmap(distance, {.in_axes = {0, none}}), {.in_axes = {none, 0}})(x, y);
  expect_near(flipped, transpose(table));
}

TEST(VmapPrograms, a_step_of_each_member_is_taken_in_place) {
  const auto step = [](Net &net, const Array &x, const Array &y) {
    const auto [loss, g] = value_and_grad(loss_of)(net, x, y);
    for (std::size_t i = 0; i < net.layers.size(); ++i)
      net.layers[i].kernel = net.layers[i].kernel - 0.01 * g.layers[i].kernel;
    net.steps = net.steps + 1;
    return loss;
  };
  const Array keys = random::split(random::key(3), 2);
  Net nets = vmap(make_net)(keys), one = make_net(keys[1]);
  const auto steps = jit(vmap(step, {.in_axes = {0, none, none}}));
  Array losses;
  for (int i = 0; i < 3; ++i) {
    losses = steps(nets, inputs(), targets());
    expect_near(losses[1], step(one, inputs(), targets()));
  }
  EXPECT_EQ(nets.steps.to_vector<int>(), (std::vector<int>{3, 3}));
  expect_near(nets.layers[0].kernel[1], one.layers[0].kernel);
  EXPECT_EQ(steps.trace_count(), 1);
}

TEST(VmapPrograms, optimizers_of_an_ensemble) {
  const auto loss = [](const Layer &layer, const Array &x) {
    return sum(square(matmul(x, layer.kernel) + layer.bias));
  };
  const auto step = [&](Layer &layer, optim::Optimizer &opt, const Array &x) {
    const auto [value, g] = value_and_grad(loss)(layer, x);
    opt.update(layer, g);
    return value;
  };
  const auto make = [](const Array &kernel) { return Layer{kernel, zeros({2})}; };
  const Array kernels = random::normal(random::key(4), {2, 3, 2});
  Layer one = make(kernels[1]);
  optim::Optimizer opt(one, optim::adam(1e-2));
  for (int i = 0; i < 2; ++i)
    step(one, opt, inputs());
  const auto trained = vmap(
      [&](const Array &kernel, const Array &x) {
        Layer layer = make(kernel);
        optim::Optimizer own(layer, optim::adam(1e-2));
        step(layer, own, x);
        step(layer, own, x);
        return layer;
      },
      {.in_axes = {0, none}})(kernels, inputs());
  expect_near(trained.kernel[1], one.kernel);
  expect_near(trained.bias[1], one.bias);
}

TEST(VmapPrograms, of_no_rows_and_of_one) {
  const auto f = [](const Array &x, const Array &w) { return std::pair{matmul(x, w), max(x) > 0}; };
  const auto none_at_all = vmap(f, {.in_axes = {0, none}})(zeros({0, 3}), ones({3, 2}));
  EXPECT_EQ(none_at_all.first.shape(), (Shape{0, 2}));
  EXPECT_EQ(none_at_all.second.dtype(), bool_);
  EXPECT_EQ(vmap(f, {.in_axes = {0, none}})(ones({1, 3}), ones({3, 2})).first.shape(), (Shape{1, 2}));
  EXPECT_EQ(
      grad([&](const Array &x) { return sum(vmap(f, {.in_axes = {0, none}})(x, ones({3, 2})).first); })(zeros({0, 3}))
          .shape(),
      (Shape{0, 3}));
}

TEST(VmapPrograms, axis_size_says_how_many_rows_nobody_has) {
  const auto constant = vmap([](const Array &x) { return x * 2; }, {.in_axes = none, .axis_size = 3});
  EXPECT_EQ(constant(ones({2})).shape(), (Shape{3, 2}));
  const auto shared = vmap([](const Array &x) { return x * 2; }, {.in_axes = none, .out_axes = none, .axis_size = 3});
  EXPECT_EQ(shared(ones({2})).shape(), (Shape{2}));
  const auto agrees = vmap([](const Array &x) { return x * 2; }, {.axis_size = 2});
  EXPECT_EQ(agrees(ones({2})).shape(), (Shape{2}));
  EXPECT_ERROR(ShapeError, agrees(ones({3})), "got 2 and 3", "2 is axis_size");
}

// A learning rate is learned through a step of gradient descent, for each task.
TEST(VmapPrograms, gradients_through_a_step_of_training_per_task) {
  const auto error = [](const Array &w, const Array &x, const Array &y) { return mean(square(matmul(x, w) - y)); };
  const auto after_step = [&](const Array &rate, const Array &x, const Array &y) {
    const Array w = ones({3});
    return error(w - rate * grad(error)(w, x, y), x, y);
  };
  const Array x = random::normal(random::key(5), {4, 6, 3}), y = random::normal(random::key(6), {4, 6});
  const auto total = [&](const Array &rate) { return sum(vmap(after_step, {.in_axes = {none, 0, 0}})(rate, x, y)); };
  const float h = 1e-2f, rate = .1f;
  const float slope = (total(rate + h).item<float>() - total(rate - h).item<float>()) / (2 * h);
  EXPECT_NEAR(grad(total)(Array(rate)).item<float>(), slope, 1e-2f * std::fabs(slope) + 1e-2f);
  expect_near(jit(grad(total))(Array(rate)), grad(total)(Array(rate)));
}

} // namespace
