// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <cmath>
#include <vector>

namespace {

using namespace burin;

struct Model {
  std::vector<Array> weights;
  nn::Stat running;
  Array steps; // integer
  double rate = 2;
};

Array cube(const Array &x) { return x * x * x; }
Model model() { return {{Array(3.f), Array(4.f)}, Array(1.f), Array::of(7), 2}; }
Array loss(const Model &m, const Array &x) { return m.weights[0] * m.weights[1] * x * m.rate + m.running; }

TEST(Grad, of_a_scalar) {
  EXPECT_EQ(number(grad(cube)(Array(2.f))), 12);
  EXPECT_EQ(number(grad(cube)(2.f)), 12);
  EXPECT_NEAR(number(grad(burin::sin)(Array(0.5f))), std::cos(0.5f), 1e-6);
}

TEST(Grad, of_grad) {
  EXPECT_EQ(number(grad(grad(cube))(Array(2.f))), 12);
  EXPECT_EQ(number(grad(grad(grad(cube)))(Array(2.f))), 6);
}

TEST(Grad, of_a_product_with_zeros) {
  const Array x = Array::of({2.f, 0.f, 5.f});
  EXPECT_EQ(prod(Array::of({2, 3, 4})).item<int>(), 24);
  EXPECT_EQ(grad([](const Array &a) { return prod(a); })(x).to_vector<float>(), (std::vector<float>{0, 10, 0}));
  EXPECT_EQ(prod(ones({2, 3}) * 2, 1).to_vector<float>(), (std::vector<float>{8, 8}));
  EXPECT_EQ(number(prod(zeros({0}))), 1);
}

// LLVM merges the two calls into one of another function.
TEST(Grad, of_sine_beside_cosine_in_f64) {
  const Array g = grad([](const Array &x) { return sum(exp(sin(x))); })(Array::of({0.5, 1.5}));
  EXPECT_NEAR(g.to_vector<double>()[0], std::exp(std::sin(0.5)) * std::cos(0.5), 1e-12);
  EXPECT_NEAR(pow(2.0, Array::of({0.5})).item<double>(), std::sqrt(2.0), 1e-15);
}

TEST(Grad, composes_with_jit) {
  EXPECT_EQ(number(jit(grad(cube))(Array(2.f))), 12);
  EXPECT_EQ(number(grad(jit(cube))(Array(2.f))), 12);
  EXPECT_EQ(number(jit(grad(jit(grad(cube))))(Array(2.f))), 12);
  const auto f = jit(grad(cube));
  f(Array(1.f)), f(Array(2.f));
  EXPECT_EQ(f.trace_count(), 1);
}

TEST(Grad, of_a_tree_has_holes_where_nothing_is_trained) {
  const Model g = grad(loss)(model(), Array(5.f));
  EXPECT_EQ(number(g.weights[0]), 4 * 5 * 2);
  EXPECT_EQ(number(g.weights[1]), 3 * 5 * 2);
  EXPECT_TRUE(g.running.is_none());
  EXPECT_TRUE(g.steps.is_none());
  EXPECT_EQ(g.rate, 2);
}

TEST(Grad, of_chosen_arguments) {
  const auto f = [](const Array &x, const Array &y, int n) { return x * y * y * n; };
  EXPECT_EQ(number(grad<1>(f)(Array(2.f), Array(3.f), 5)), 2 * 2 * 3 * 5);
  EXPECT_EQ(number(grad<-2>(f)(Array(2.f), Array(3.f), 5)), 2 * 2 * 3 * 5);
  const auto [gx, gy] = grad<0, 1>(f)(Array(2.f), Array(3.f), 5);
  EXPECT_EQ(number(gx), 45);
  EXPECT_EQ(number(gy), 60);
  const auto [hy, hx] = grad<1, 0>(f)(Array(2.f), Array(3.f), 5);
  EXPECT_EQ(number(hx), 45);
  EXPECT_EQ(number(hy), 60);
}

TEST(Grad, hands_on_what_stands_beside_the_loss) {
  const auto f = [](const Array &x) { return std::pair{x * x, std::pair{x + 1, 7}}; };
  const auto [g, aux] = grad(f)(Array(3.f));
  EXPECT_EQ(number(g), 6);
  EXPECT_EQ(number(aux.first), 4);
  EXPECT_EQ(aux.second, 7);
  const auto [out, g2] = value_and_grad(f)(Array(3.f));
  EXPECT_EQ(number(out.first), 9);
  EXPECT_EQ(number(out.second.first), 4);
  EXPECT_EQ(number(g2), 6);
}

TEST(Grad, value_and_grad) {
  const auto [value, g] = value_and_grad(cube)(Array(2.f));
  EXPECT_EQ(number(value), 8);
  EXPECT_EQ(number(g), 12);
  const auto [v, gm] = jit(value_and_grad(loss))(model(), Array(5.f));
  EXPECT_EQ(number(v), 3 * 4 * 5 * 2 + 1);
  EXPECT_EQ(number(gm.weights[0]), 40);
}

TEST(Grad, outside_of_jit_branches_on_values) {
  const auto f = [](const Array &x) { return x > 0 ? x * x : -x; };
  EXPECT_EQ(number(grad(f)(Array(3.f))), 6);
  EXPECT_EQ(number(grad(f)(Array(-3.f))), -1);
  EXPECT_EQ(number(grad(grad(f))(Array(3.f))), 2);
  EXPECT_ERROR(BoolConversionError, jit(grad(f))(Array(3.f)), "argument 0");
}

TEST(Grad, sees_outer_values) {
  const auto f = jit([](const Array &x) {
    const Array y = x * 2;
    return grad([&](const Array &z) { return z * z * y; })(x);
  });
  EXPECT_EQ(number(f(Array(3.f))), 2 * 3 * 6);
  const auto nested = grad([](const Array &x) { return grad([&](const Array &z) { return z * z * x; })(x); });
  EXPECT_EQ(number(nested(Array(3.f))), 4 * 3);
}

TEST(Grad, of_a_number_forwarded) {
  const auto [value, g] = value_and_grad([](const Array &x) { return x; })(Array(3.f));
  EXPECT_EQ(number(value), 3);
  EXPECT_EQ(number(g), 1);
}

TEST(Grad, trains) {
  Array w(0.f);
  const auto step = jit([](Array &w, const Array &x, const Array &y) {
    const auto [l, g] =
        value_and_grad([](const Array &w, const Array &x, const Array &y) { return mean(square(w * x - y)); })(w, x, y);
    w = w - 0.1 * g;
    return l;
  });
  const Array x = Array::of({1.f, 2.f}), y = Array::of({3.f, 6.f});
  for (int i = 0; i < 50; ++i)
    step(w, x, y);
  EXPECT_NEAR(number(w), 3, 1e-4);
  EXPECT_EQ(step.trace_count(), 1);
}

TEST(GradErrors, catches_an_output_that_is_no_scalar) {
  EXPECT_ERROR(ShapeError, grad([](const Array &x) { return x * 2; })(Array::of({1.f, 2.f, 3.f})),
               "[grad] the gradient is only defined for functions with a scalar output. Output had shape (3,)",
               "expected a scalar, got float32[3]", "test_grad.cpp:", "sum(y)", "vjp");
  EXPECT_NO_THROW(grad([](const Array &x) { return sum(x * 2); })(Array::of({1.f, 2.f, 3.f})));
}

TEST(GradErrors, catches_integers) {
  EXPECT_ERROR(DTypeError, grad(cube)(Array::of(3)), "[grad] argument 0 cannot be differentiated",
               "expected a floating array, got int32[]", "astype(f32)");
  EXPECT_ERROR(DTypeError, grad(cube)(3), "int32[]");
  EXPECT_ERROR(DTypeError, grad([](const Array &x) { return (x * x).astype(i32); })(Array(1.f)),
               "[grad] the output cannot be differentiated", "int32[]");
  EXPECT_NO_THROW(grad([](const Array &x, const Array &n) { return x * n; })(Array(2.f), Array::of(3)));
}

TEST(GradErrors, catches_plain_parameters) {
  EXPECT_ERROR(ConcretizationError, grad([](float x) { return Array(x); })(2.f), "[grad] argument 0",
               "plain type float", "type Array");
}

TEST(GradErrors, leave_the_users_exceptions_alone) {
  EXPECT_THROW(grad([](const Array &x) -> Array {
                 const Array y = x * 2;
                 throw std::out_of_range("mine");
               })(Array(1.f)),
               std::out_of_range);
}

TEST(Vjp, pulls_back) {
  const auto f = [](const Array &x, const Array &y) { return x * y; };
  const auto [out, pullback] = vjp(f, Array::of({1.f, 2.f}), Array::of({3.f, 4.f}));
  EXPECT_EQ(out.to_vector<float>(), (std::vector<float>{3, 8}));
  const auto [gx, gy] = pullback(Array::of({1.f, 10.f}));
  EXPECT_EQ(gx.to_vector<float>(), (std::vector<float>{3, 40}));
  EXPECT_EQ(gy.to_vector<float>(), (std::vector<float>{1, 20}));
}

TEST(Vjp, of_trees_and_numbers) {
  const auto f = [](const Model &m, const Array &x, int n) {
    return std::pair{m.weights[0] * x, std::vector<Array>{m.weights[1] * n, m.steps}};
  };
  const auto [out, pullback] = vjp(f, model(), Array(5.f), 3);
  EXPECT_EQ(number(out.second[0]), 12);
  const auto [gm, gx, gn] = pullback({Array(1.f), {Array(2.f), none}});
  EXPECT_EQ(number(gm.weights[0]), 5);
  EXPECT_EQ(number(gm.weights[1]), 6);
  EXPECT_TRUE(gm.running.is_none());
  EXPECT_EQ(number(gx), 3);
  EXPECT_TRUE((std::is_same_v<std::remove_cvref_t<decltype(gn)>, None>));
  const auto [zm, zx, zn] = pullback({none, {Array(2.f), none}});
  EXPECT_EQ(number(zm.weights[0]), 0);
}

TEST(Vjp, the_only_cotangent_is_used_as_itself) {
  const auto [out, pullback] = vjp(cube, Array(2.f));
  const Array g = pullback(1.f);
  EXPECT_EQ(number(g), 12);
  const auto [again] = pullback(Array(2.f));
  EXPECT_EQ(number(again), 24);
}

TEST(Vjp, inside_jit_and_grad) {
  const auto f = [](const Array &x) {
    const auto [out, pullback] = vjp(cube, x);
    const Array g = pullback(1.f);
    return g + out;
  };
  EXPECT_EQ(number(jit(f)(Array(2.f))), 20);
  EXPECT_EQ(number(grad(f)(Array(2.f))), 24);
}

TEST(VjpErrors, catches_wrong_cotangents) {
  const auto f = [](const Array &x) { return std::vector<Array>{x, x * 2}; };
  const auto result = vjp(f, Array(1.f));
  const auto &pullback = result.second;
  EXPECT_ERROR(TreeError, pullback(std::vector<Array>{Array(1.f)}),
               "[vjp] the cotangent does not match the output at [1]", "expected an array, got nothing");
  EXPECT_ERROR(TreeError, pullback(std::vector<Array>{Array(1.f), Array::of({1.f, 2.f})}), "at [1]",
               "expected float32[], got float32[2]");
  EXPECT_ERROR(TreeError, pullback(Array(1.f)), "[vjp] the cotangent does not match the output");
  EXPECT_NO_THROW(pullback(std::vector<Array>{Array(1.f), none}));
}

} // namespace
