// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives at edges of domains, at infinities and NaN, and at ties of operations on several elements. The numbers
// are those of JAX 0.10.2, tools/golden/make_gradient_edges.py, but where it is said. test_gradient_conventions.cpp has
// the common ones.
#include "slopes.h"

namespace {

using namespace burin;

TEST(GradientEdge, of_clamp_is_one_strictly_inside) {
  const Array x = Array::of({-2.f, -1.f, 0.f, 1.f, 2.f}), low = full({5}, -1.f), high = ones({5});
  EXPECT_EQ(slopes([&](const Array &a) { return lax::clamp(-1.f, a, 1.f); }, x), (Floats{0, 0, 1, 0, 0}));
  EXPECT_EQ(slopes([&](const Array &a) { return lax::clamp(a, x, high); }, low), (Floats{1, 0, 0, 0, 0}));
  EXPECT_EQ(slopes([&](const Array &a) { return lax::clamp(low, x, a); }, high), (Floats{0, 0, 0, 0, 1}));
}

TEST(GradientEdge, of_functions_with_a_pole_is_infinite_there) {
  const Array zero = Array::of({0.f, 4.f});
  EXPECT_EQ(slopes([](const Array &a) { return log(a); }, zero), (Floats{inf, .25f}));
  EXPECT_EQ(slopes([](const Array &a) { return lax::rsqrt(a); }, zero), (Floats{-inf, -.0625f}));
  EXPECT_EQ(slopes([](const Array &a) { return 1 / a; }, zero), (Floats{-inf, -.0625f}));
  EXPECT_EQ(slopes([](const Array &a) { return pow(a, 0.5); }, zero), (Floats{inf, .25f}));
  EXPECT_EQ(slopes([](const Array &a) { return log1p(a); }, Array::of({-1.f, 0.f})), (Floats{inf, 1}));
  EXPECT_EQ(slopes([](const Array &a) { return asin(a); }, Array::of({-1.f, 1.f})), (Floats{inf, inf}));
  EXPECT_EQ(slopes([](const Array &a) { return acosh(a); }, Array::of({1.f})), (Floats{inf}));
  EXPECT_EQ(slopes([](const Array &a) { return atanh(a); }, Array::of({1.f})), (Floats{inf}));
}

TEST(GradientEdge, of_a_quotient_by_zero_is_infinite) {
  EXPECT_EQ(slopes([](const Array &a) { return a / zeros({1}); }, Array::of({0.f})), (Floats{inf}));
}

TEST(GradientEdge, of_saturated_functions_is_zero) {
  const Array ends = Array::of({-inf, inf, 0.f});
  EXPECT_EQ(slopes([](const Array &a) { return nn::sigmoid(a); }, ends), (Floats{0, 0, .25f}));
  EXPECT_EQ(slopes([](const Array &a) { return nn::softplus(a); }, ends), (Floats{0, 1, .5f}));
  EXPECT_EQ(slopes([](const Array &a) { return tanh(a); }, ends), (Floats{0, 0, 1}));
  EXPECT_EQ(slopes([](const Array &a) { return exp(a); }, Array::of({-inf, 0.f})), (Floats{0, 1}));
}

TEST(GradientEdge, of_logsumexp_ignores_minus_infinity) {
  const auto f = [](const Array &a) { return logsumexp(a); };
  EXPECT_EQ(slopes(f, Array::of({-inf, 0.f, -inf})), (Floats{0, 1, 0}));
  expect_slopes(slopes(f, Array::of({-inf, -inf})), {nan_, nan_});
  expect_slopes(slopes(f, Array::of({inf, 0.f})), {nan_, 0});
  const Array other = Array::of({-inf, 0.f, 1.f});
  EXPECT_EQ(slopes([&](const Array &a) { return logaddexp(a, other); }, Array::of({-inf, -inf, 1.f})),
            (Floats{1, 0, .5f}))
      << "beside nothing it is the operand itself; JAX has NaN";
}

TEST(GradientEdge, of_softmax_ignores_minus_infinity) {
  const Array w = Array::of({1.f, 2.f, 3.f});
  expect_slopes(slopes([&](const Array &a) { return nn::softmax(a) * w; }, Array::of({-inf, 0.f, 1.f})),
                {0, -.19661193f, .19661193f});
}

TEST(GradientEdge, of_norms_at_zero) {
  expect_slopes(slopes([](const Array &a) { return linalg::norm(a); }, Array::of({0.f, 0.f})), {nan_, nan_});
  expect_slopes(slopes([](const Array &a) { return linalg::norm(a); }, Array::of({3.f, 4.f})), {.6f, .8f});
  EXPECT_EQ(slopes([](const Array &a) { return linalg::norm(a, 1); }, Array::of({0.f, -2.f})), (Floats{1, -1}));
  EXPECT_EQ(slopes([](const Array &a) { return linalg::norm(a, inf); }, Array::of({2.f, -2.f})), (Floats{.5f, -.5f}));
}

TEST(GradientEdge, of_equal_elements_deviation_is_nan_and_variance_zero) {
  expect_slopes(slopes([](const Array &a) { return burin::std(a); }, Array::of({1.f, 1.f})), {nan_, nan_});
  EXPECT_EQ(slopes([](const Array &a) { return var(a); }, Array::of({1.f, 1.f})), (Floats{0, 0}));
}

TEST(GradientEdge, of_running_operations_shares_ties) {
  const Array w = Array::of({1.f, 2.f, 4.f, 8.f});
  EXPECT_EQ(slopes([&](const Array &a) { return lax::cummin(a) * w; }, Array::of({3.f, 1.f, 1.f, 2.f})),
            (Floats{1, 8, 6, 0}));
  EXPECT_EQ(slopes([&](const Array &a) { return lax::cummax(a, 0, true) * w; }, Array::of({1.f, 3.f, 3.f, 2.f})),
            (Floats{0, 1.5f, 5.5f, 8}));
  expect_slopes(slopes([&](const Array &a) { return lax::cumlogsumexp(a) * w; }, Array::of({-inf, 0.f, -inf, 1.f})),
                {0, 8.1515312f, 0, 5.8484683f}); // JAX has 1 for the first: here sums of nothing have no slope
}

TEST(GradientEdge, of_top_k_goes_to_the_first_of_equal_elements) {
  const Array w = Array::of({1.f, 2.f});
  EXPECT_EQ(slopes([&](const Array &a) { return lax::top_k(a, 2).first * w; }, Array::of({3.f, 1.f, 3.f, 3.f})),
            (Floats{1, 0, 2, 0}));
}

TEST(GradientEdge, of_scattered_extrema_shares_ties_of_operand_and_updates) {
  const Array at = Array::of({0, 0, 1}), w = Array::of({1.f, 2.f});
  EXPECT_EQ(slopes([&](const Array &a) { return zeros({2}).at(at).max(a) * w; }, Array::of({3.f, 3.f, -1.f})),
            (Floats{.5f, .5f, 0}));
  const Array updates = Array::of({3.f, 3.f, -1.f});
  expect_slopes(slopes([&](const Array &a) { return a.at(at).max(updates); }, Array::of({3.f, 0.f})), {1 / 3.f, 1});
}

TEST(GradientEdge, of_extrema_of_windows_goes_to_the_first) {
  const Array x = Array::of({1.f, 1.f, 2.f, 2.f});
  const lax::WindowOptions pairs{.window_dimensions = {2}, .window_strides = {2}};
  EXPECT_EQ(slopes([&](const Array &a) { return lax::reduce_window_max(a, pairs); }, x), (Floats{1, 0, 1, 0}));
  EXPECT_EQ(slopes([&](const Array &a) { return lax::reduce_window_min(a, pairs); }, x), (Floats{1, 0, 1, 0}));
}

TEST(GradientEdge, of_nan) {
  EXPECT_EQ(slopes([](const Array &a) { return nan_to_num(a); }, Array::of({nan_, inf, 1.f})), (Floats{0, 0, 1}));
  EXPECT_EQ(slopes([](const Array &a) { return max(a); }, Array::of({nan_, 1.f})), (Floats{0, 0}))
      << "no element equals NaN; JAX has NaN for all";
  const Array w = Array::of({1.f, 2.f, 4.f, 8.f});
  EXPECT_EQ(slopes([&](const Array &a) { return sort(a) * w; }, Array::of({nan_, 1.f, nan_, 0.f})),
            (Floats{4, 2, 8, 1}));
}

TEST(GradientEdge, of_order_statistics_goes_to_the_elements_between_which_they_lie) {
  EXPECT_EQ(slopes([](const Array &a) { return median(a); }, Array::of({3.f, 1.f, 3.f, 2.f})),
            (Floats{.5f, 0, 0, .5f}));
  EXPECT_EQ(slopes([](const Array &a) { return quantile(a, .5f); }, Array::of({3.f, 1.f, 2.f})), (Floats{0, 0, 1}));
}

TEST(GradientEdge, of_activations_at_their_kinks) {
  EXPECT_EQ(slopes([](const Array &a) { return nn::relu6(a); }, Array::of({0.f, 6.f, 3.f})), (Floats{0, 0, 1}));
  EXPECT_EQ(slopes([](const Array &a) { return nn::leaky_relu(a); }, Array::of({0.f, -1.f})), (Floats{1, .01f}));
}

TEST(GradientEdge, of_removable_singularities_is_finite) {
  expect_slopes(slopes([](const Array &a) { return sinc(a); }, Array::of({0.f, .5f})), {0, -1.2732396f});
}

TEST(GradientEdge, of_rounding_and_casts_to_integers_is_zero) {
  EXPECT_EQ(slopes([](const Array &a) { return round(a); }, Array::of({.5f})), (Floats{0}));
  EXPECT_EQ(slopes([](const Array &a) { return a.astype(i32).astype(f32); }, Array::of({1.5f})), (Floats{0}));
}

} // namespace
