// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Jacobians of trees against each other, and shapes of what must not run.
#include "programs.h"

#include <stdexcept>

namespace {

using namespace programs;

TEST(JacobianPrograms, jacobians_of_trees_in_both_modes) {
  const Net net = make_net(random::key(0));
  const Array x = inputs()[0];
  const auto output = [&](const Net &n) { return n(x); };
  const Net forward = jacfwd(output)(net), reverse = jacrev(output)(net);
  EXPECT_EQ(forward.layers[0].kernel.shape(), (Shape{2, 3, 4}));
  EXPECT_TRUE(forward.steps.is_none());
  expect_trees_near(forward, reverse);
  expect_trees_near(jit(jacrev(output))(net), reverse);
  const auto parts = [&](const Array &v) { return std::map<std::string, Array>{{"y", net(v)}, {"norm", sum(v * v)}}; };
  const auto by_part = jacrev(parts)(x);
  EXPECT_EQ(by_part.at("y").shape(), (Shape{2, 3}));
  expect_near(by_part.at("norm"), 2 * x);
  expect_near(by_part.at("y"), jacfwd(parts)(x).at("y"));
}

TEST(JacobianPrograms, hessians_of_trees_are_symmetric_and_multiply_vectors) {
  const Layer layer{random::normal(random::key(7), {3, 2}), Array::of({.5f, -.5f})};
  const auto loss = [](const Layer &l) { return sum(square(tanh(matmul(inputs(), l.kernel) + l.bias))); };
  const State h = hessian(loss)(layer);
  ASSERT_EQ(h.size(), 4u);
  EXPECT_EQ(h.at("kernel|bias").shape(), (Shape{3, 2, 2}));
  expect_near(h.at("kernel|bias"), transpose(h.at("bias|kernel"), {1, 2, 0}));
  const Layer direction{ones({3, 2}), Array::of({1.f, 2.f})};
  const Layer product = jvp(grad(loss), layer, direction).second;
  expect_near(product.kernel, tensordot(h.at("kernel|kernel"), direction.kernel, 2) +
                                  tensordot(h.at("kernel|bias"), direction.bias, 1));
  expect_near(product.bias,
              tensordot(h.at("bias|kernel"), direction.kernel, 2) + tensordot(h.at("bias|bias"), direction.bias, 1));
}

TEST(JacobianPrograms, newtons_method_for_each_row) {
  const auto f = [](const Array &x) { return sum(exp(x) - 3 * x); };
  const auto newton = vmap([&](const Array &x) {
    const Array h = hessian(f)(x);
    return x - grad(f)(x) / diagonal(h);
  });
  Array x = zeros({2, 3});
  for (int i = 0; i < 6; ++i)
    x = newton(x);
  expect_near(x, full({2, 3}, std::log(3.f)));
}

// eval_shape

TEST(EvalShapePrograms, shapes_of_models_without_memory) {
  const auto net = eval_shape(make_net, ShapeDtype{{2}, u32});
  EXPECT_EQ(net.layers[1].kernel.shape(), (Shape{4, 2}));
  EXPECT_EQ(net.scale.at("out").dtype(), f32);
  const std::int64_t many = std::int64_t{1} << 33;
  const auto apply = vmap([](const Net &n, const Array &x) { return n(x); }, {.in_axes = {none, 0}});
  EXPECT_EQ(eval_shape(apply, net, ShapeDtype{{many, 3}}).shape(), (Shape{many, 2}));
  const auto gradients = eval_shape(grad(loss_of), net, ShapeDtype{{5, 3}}, ShapeDtype{{5, 2}});
  EXPECT_EQ(gradients.layers[0].kernel.shape(), (Shape{3, 4}));
  EXPECT_EQ(eval_shape(jacrev([](const Array &x) { return x * x; }), ShapeDtype{{7}, f64}).shape(), (Shape{7, 7}));
  EXPECT_ERROR(ShapeError, eval_shape(apply, net, ShapeDtype{{5, 4}}), "[matmul]");
}

TEST(EvalShapePrograms, shapes_of_functions_that_must_not_run) {
  const auto f = [](const Array &x) {
    return pure_callback([](const Array &) -> Array { throw std::logic_error("ran"); }, ShapeDtype{{3}, i32}, x);
  };
  EXPECT_EQ(eval_shape(f, ShapeDtype{{2}}).shape(), (Shape{3}));
  EXPECT_EQ(eval_shape(f, ones({2})).dtype(), i32);
  EXPECT_EQ(eval_shape(vmap(f), ShapeDtype{{6, 2}}).shape(), (Shape{6, 3}));
}

} // namespace
