// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derivatives where there is a choice: ties, kinks, edges of domains. Every number here is what JAX 0.10.2 gives.
#include "slopes.h"

namespace {

using namespace burin;

TEST(GradientConvention, ties_of_maximum_and_minimum_share_in_halves) {
  const Array two = Array::of({2.f, 2.f, 2.f});
  const Array x = Array::of({1.f, 2.f, 3.f});
  EXPECT_EQ(slopes([&](const Array &a) { return maximum(a, two); }, x), (Floats{0, 0.5f, 1}));
  EXPECT_EQ(slopes([&](const Array &a) { return maximum(two, a); }, x), (Floats{0, 0.5f, 1}));
  EXPECT_EQ(slopes([&](const Array &a) { return minimum(a, two); }, x), (Floats{1, 0.5f, 0}));
}

TEST(GradientConvention, ties_of_reduced_extrema_share_equally) {
  EXPECT_EQ(slopes([](const Array &a) { return max(a); }, Array::of({1.f, 3.f, 3.f, 0.f, 3.f, 3.f})),
            (Floats{0, 0.25f, 0.25f, 0, 0.25f, 0.25f}));
  EXPECT_EQ(slopes([](const Array &a) { return min(a); }, Array::of({0.f, 0.f, 1.f})), (Floats{0.5f, 0.5f, 0}));
  EXPECT_EQ(slopes([](const Array &a) { return max(a, 0); }, Array::of({5.f})), (Floats{1}));
}

TEST(GradientConvention, abs_has_slope_one_at_zero) {
  EXPECT_EQ(slopes([](const Array &a) { return abs(a); }, Array::of({-1.f, 0.f, -0.f, 2.f})), (Floats{-1, 1, 1, 1}));
}

TEST(GradientConvention, relu_has_slope_zero_at_zero) {
  EXPECT_EQ(slopes([](const Array &a) { return nn::relu(a); }, Array::of({-1.f, 0.f, 2.f})), (Floats{0, 0, 1}));
}

TEST(GradientConvention, clip_shares_its_bounds_as_maximum_and_minimum_do) {
  EXPECT_EQ(slopes([](const Array &a) { return clip(a, -1, 1); }, Array::of({-2.f, -1.f, 0.f, 1.f, 2.f})),
            (Floats{0, 0.5f, 1, 0.5f, 0}));
}

TEST(GradientConvention, piecewise_constant_functions_have_slope_zero) {
  const Array x = Array::of({-1.5f, 0.f, 2.f});
  const Floats zeros{0, 0, 0};
  EXPECT_EQ(slopes([](const Array &a) { return sign(a); }, x), zeros);
  EXPECT_EQ(slopes([](const Array &a) { return floor(a); }, x), zeros);
  EXPECT_EQ(slopes([](const Array &a) { return where(a > 0, 1.f, 2.f); }, x), zeros);
  EXPECT_EQ(slopes([](const Array &a) { return argmax(a).astype(f32); }, x), zeros);
  EXPECT_EQ(slopes([](const Array &a) { return stop_gradient(a); }, x), zeros);
}

TEST(GradientConvention, of_the_root_is_infinite_at_zero) {
  EXPECT_EQ(slopes([](const Array &a) { return sqrt(a); }, Array::of({0.f, 4.f})), (Floats{inf, 0.25f}));
  EXPECT_EQ(slopes([](const Array &a) { return cbrt(a); }, Array::of({0.f}))[0], inf);
  EXPECT_TRUE(std::isnan(slopes([](const Array &a) { return sqrt(sum(a * a)); }, Array::of({0.f, 0.f}))[0]));
}

TEST(GradientConvention, integer_powers_are_exact_at_zero) {
  const Array x = Array::of({0.f, 2.f});
  const auto power = [&](int n) { return slopes([n](const Array &a) { return integer_pow(a, n); }, x); };
  EXPECT_EQ(power(0), (Floats{0, 0}));
  EXPECT_EQ(power(1), (Floats{1, 1}));
  EXPECT_EQ(power(2), (Floats{0, 4}));
  EXPECT_EQ(power(3), (Floats{0, 12}));
  EXPECT_EQ(power(-1), (Floats{-inf, -0.25f}));
}

TEST(GradientConvention, pow_of_zero) {
  const Array base = Array::of({0.f, 0.f, 2.f, 0.5f}), exponent = Array::of({1.f, 2.f, 3.f, 0.f});
  EXPECT_EQ(slopes([&](const Array &a) { return pow(a, exponent); }, base), (Floats{1, 0, 12, 0}));
  const Floats rightHand = slopes([&](const Array &b) { return pow(base, b); }, exponent);
  EXPECT_EQ(rightHand[0], 0);
  EXPECT_EQ(rightHand[1], 0);
  EXPECT_NEAR(rightHand[2], 8 * std::log(2.f), 1e-5);
  EXPECT_NEAR(rightHand[3], std::log(0.5f), 1e-6);
}

TEST(GradientConvention, where_lets_nan_of_the_untaken_branch_through) {
  const Array x = Array::of({0.f, 2.f});
  const Floats leaking = slopes([](const Array &a) { return where(a > 0, log(a), 0.f); }, x);
  EXPECT_TRUE(std::isnan(leaking[0]));
  EXPECT_EQ(leaking[1], 0.5f);
  const auto safe = [](const Array &a) { return where(a > 0, log(where(a > 0, a, 1.f)), 0.f); };
  EXPECT_EQ(slopes(safe, x), (Floats{0, 0.5f}));
}

TEST(GradientConvention, products_with_zeros) {
  const auto product = [](const Array &a) { return prod(a); };
  EXPECT_EQ(slopes(product, Array::of({2.f, 0.f, 3.f})), (Floats{0, 6, 0}));
  EXPECT_EQ(slopes(product, Array::of({0.f, 0.f, 3.f})), (Floats{0, 0, 0}));
  EXPECT_EQ(slopes(product, Array::of({2.f, 5.f, 3.f})), (Floats{15, 6, 10}));
}

TEST(GradientConvention, remainders_keep_the_slope_of_the_dividend) {
  const Array x = Array::of({5.f, -5.f}), y = Array::of({3.f, 3.f});
  EXPECT_EQ(slopes([&](const Array &a) { return remainder(a, y); }, x), (Floats{1, 1}));
}

TEST(GradientConvention, rows_taken_twice_add_up) {
  const Array rows = Array::of({1, 1, 0});
  EXPECT_EQ(slopes([&](const Array &a) { return take(a, rows); }, Array::of({1.f, 2.f, 3.f})), (Floats{1, 2, 0}));
}

TEST(GradientConvention, of_cumulative_operations) {
  const Array w = Array::of({1.f, 2.f, 3.f});
  EXPECT_EQ(slopes([&](const Array &a) { return cumsum(a) * w; }, Array::of({1.f, 2.f, 3.f})), (Floats{6, 5, 3}));
  EXPECT_EQ(slopes([](const Array &a) { return cumprod(a); }, Array::of({2.f, 0.f, 3.f, 0.f})), (Floats{1, 8, 0, 0}));
}

TEST(GradientConvention, of_the_running_maximum_shares_ties) {
  const Array w = Array::of({1.f, 2.f, 4.f, 8.f});
  EXPECT_EQ(slopes([&](const Array &a) { return lax::cummax(a) * w; }, Array::of({1.f, 3.f, 3.f, 2.f})),
            (Floats{1, 8, 6, 0}));
}

TEST(GradientConvention, of_sort_goes_back_through_the_permutation) {
  const Array w = Array::of({1.f, 2.f, 3.f, 4.f});
  EXPECT_EQ(slopes([&](const Array &a) { return sort(a) * w; }, Array::of({3.f, 1.f, 3.f, 2.f})), (Floats{3, 1, 4, 2}))
      << "equal elements keep their order";
}

// A derivative that is zero by definition is no number: it is not multiplied, so that infinities do not make it NaN.

TEST(SymbolicZero, is_not_multiplied_by_infinity) {
  EXPECT_EQ(slopes([](const Array &a) { return a + floor(a) * inf; }, Array::of({1.5f})), (Floats{1}));
  EXPECT_EQ(slopes([](const Array &a) { return a + stop_gradient(a) * inf; }, Array::of({1.5f})), (Floats{1}));
}

TEST(SymbolicZero, of_an_argument_that_is_not_differentiated) {
  const auto f = [](const Array &x, const Array &y) { return x + sqrt(y); };
  EXPECT_EQ(grad(f)(Array(1.f), Array(0.f)).item<float>(), 1);
  EXPECT_EQ(grad<1>(f)(Array(1.f), Array(0.f)).item<float>(), inf);
}

TEST(SymbolicZero, of_an_argument_without_influence_is_zero) {
  const auto f = [](const Array &x, const Array &y) { return sum(x) + sum(stop_gradient(y)); };
  EXPECT_EQ(grad<1>(f)(ones({2}), Array::of({inf, inf})).to_vector<float>(), (Floats{0, 0}));
}

/// What is left by a multiplication that does take place: 0 * inf.
TEST(SymbolicZero, differs_from_a_zero_that_was_computed) {
  const Array zero = Array::of({0.f});
  EXPECT_TRUE(std::isnan(slopes([&](const Array &a) { return sqrt(a) * zero; }, Array::of({0.f}))[0]));
}

TEST(WeakTypes, go_through_grad) {
  const Array g = grad([](const Array &x) { return x * x; })(Array(3.f));
  EXPECT_EQ((g * Array::of({2.f}).astype(bf16)).dtype(), (Array(3.f) * Array::of({2.f}).astype(bf16)).dtype());
  EXPECT_EQ(g.item<float>(), 6);
  EXPECT_EQ(grad([](const Array &x) { return sum(x * 2.f); })(ones({2}, bf16)).dtype(), bf16);
  EXPECT_EQ(grad([](const Array &x) { return sum(x.astype(f64)); })(ones({2}, f16)).dtype(), f16);
}

} // namespace
