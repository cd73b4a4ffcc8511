// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gradients of sorting and accumulating are JAX's, with zeros in products and ties among maxima.
#include "tests/ordering/golden_file.h"

using namespace burin;

namespace {

/// The gradient of the results times numbers of both signs, eagerly and compiled.
template <class Function> void expect_gradient(const std::string &name, const std::string &input, Function function) {
  auto loss = [=](const Array &x) {
    const Array result = function(x);
    const Array numbers = arange(static_cast<int>(result.size())) % 7;
    return sum(result * (reshape(numbers, result.shape()).astype(f32) - 2.5));
  };
  const Array x = golden::input(input);
  const golden::Json &stored = golden::ordering().at("gradients").at(name);
  golden::expect_stored(grad(loss)(x), stored, 3e-5, name);
  golden::expect_stored(jit(grad(loss))(x), stored, 3e-5, name + " compiled");
}

TEST(OrderingGradients, followTheElements) {
  expect_gradient("sort", "x", [](const Array &x) { return sort(x, 1); });
  expect_gradient("sort0", "x", [](const Array &x) { return sort(x, 0); });
  expect_gradient("top_k", "x", [](const Array &x) { return lax::top_k(x, 3).first; });
  expect_gradient("median", "x", [](const Array &x) { return median(x, 1); });
  expect_gradient("quantile", "x", [](const Array &x) { return quantile(x, Array::of({0.25f, 0.5f}), 1); });
}

TEST(OrderingGradients, ofProductsWithZeros) {
  expect_gradient("prod", "zeros", [](const Array &x) { return prod(x, 1); });
  expect_gradient("prod_all", "signal", [](const Array &x) { return prod(x); });
  expect_gradient("cumprod", "zeros", [](const Array &x) { return cumprod(x, 1); });
}

TEST(OrderingGradients, ofAccumulations) {
  expect_gradient("cumsum", "x", [](const Array &x) { return cumsum(x, 0); });
  expect_gradient("cummax", "x", [](const Array &x) { return lax::cummax(x, 1); });
  expect_gradient("cummin_reverse", "x", [](const Array &x) { return lax::cummin(x, 0, true); });
  expect_gradient("cumlogsumexp", "x", [](const Array &x) { return lax::cumlogsumexp(x, 1); });
  expect_gradient("diff", "x", [](const Array &x) { return diff(x, 2, 1); });
  expect_gradient("trapezoid", "x", [](const Array &x) { return trapezoid(x, 1, 1); });
}

/// Each step is a max of two, whose ties share the gradient in halves. JAX takes its steps in a tree: of four or more
/// ties some shares differ.
TEST(OrderingGradients, ofTiesInHalvesStepByStep) {
  const Array shares = grad([](const Array &x) { return sum(lax::cummax(x)); })(Array::of({1.f, 1.f, 1.f}));
  EXPECT_EQ(shares.to_vector<float>(), (std::vector<float>{1.75, 0.75, 0.5}));
}

TEST(OrderingGradients, ofARecurrence) {
  auto last = [](const Array &factors, const Array &addends) { return lax::linear_recurrence(factors, addends)[-1]; };
  const Array factors = Array::of({9.f, 2.f, 0.f, 3.f}), addends = Array::of({1.f, 1.f, 4.f, 5.f});
  EXPECT_EQ(last(factors, addends).item<float>(), 17);
  const auto [by_factors, by_addends] = grad<0, 1>(last)(factors, addends);
  EXPECT_EQ(by_factors.to_vector<float>(), (std::vector<float>{0, 0, 9, 4}));
  EXPECT_EQ(by_addends.to_vector<float>(), (std::vector<float>{0, 0, 3, 1}));
}

} // namespace
