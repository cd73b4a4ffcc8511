// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

#include <tuple>

/// Loops and branches under the other transformations. What they compute is tested in control_flow/.
namespace {

using namespace burin;

struct Weights {
  Array input, hidden, bias;
};

Weights weights() {
  return {Array::of({{.5f, -1.f}, {.25f, .75f}}), Array::of({{.1f, .2f}, {-.3f, .4f}}), Array::of({.05f, -.05f})};
}
Array inputs() { return Array::of({{1.f, 2.f}, {-1.f, .5f}, {.3f, -.7f}}); }

Array step(const Weights &w, const Array &h, const Array &x) {
  return tanh(matmul(x, w.input) + matmul(h, w.hidden) + w.bias);
}

Array scanned(const Weights &w, const Array &xs) {
  const auto body = [&](const Array &h, const Array &x) {
    const Array next = step(w, h, x);
    return std::pair{next, sum(next)};
  };
  const auto [h, sums] = lax::scan(body, zeros({2}), xs);
  return sum(h * h) + sum(sums * sums);
}

Array unrolled(const Weights &w, const Array &xs) {
  Array h = zeros({2}), total = 0.f;
  for (int i = 0; i < 3; ++i) {
    h = step(w, h, xs[i]);
    total = total + square(sum(h));
  }
  return sum(h * h) + total;
}

void expect_equal_trees(const Weights &got, const Weights &want) {
  expect_near(got.input, values(want.input));
  expect_near(got.hidden, values(want.hidden));
  expect_near(got.bias, values(want.bias));
}

TEST(LoopGradients, of_a_scan_are_those_of_its_steps) {
  EXPECT_NEAR(number(scanned(weights(), inputs())), number(unrolled(weights(), inputs())), 1e-6);
  expect_equal_trees(grad(scanned)(weights(), inputs()), grad(unrolled)(weights(), inputs()));
  expect_equal_trees(jit(grad(scanned))(weights(), inputs()), grad(unrolled)(weights(), inputs()));
  expect_near(grad<1>(scanned)(weights(), inputs()), values(grad<1>(unrolled)(weights(), inputs())));
}

TEST(LoopGradients, of_second_order_and_forward_mode) {
  const auto of_inputs = [](const auto &loss) {
    return [loss](const Array &xs) { return sum(square(grad<1>(loss)(weights(), xs))); };
  };
  expect_near(jit(grad(of_inputs(scanned)))(inputs()), values(jit(grad(of_inputs(unrolled)))(inputs())));
  const auto tangent = [](const auto &loss) {
    return jvp([loss](const Array &xs) { return loss(weights(), xs); }, inputs(), ones({3, 2})).second;
  };
  EXPECT_NEAR(number(tangent(scanned)), number(tangent(unrolled)), 1e-5);
}

TEST(LoopGradients, through_checkpoint_and_reverse) {
  const auto body = [](const Array &h, const Array &x) {
    return std::pair{checkpoint([](const Array &h, const Array &x) { return sin(h) * x; })(h, x), none};
  };
  const auto loss = [&](const Array &h, const Array &xs) { return lax::scan(body, h, xs, {.reverse = true}).first; };
  const auto plain = [](Array h, const Array &xs) {
    for (int i = 3; i-- > 0;)
      h = sin(h) * xs[i];
    return h;
  };
  const Array h = .7f, xs = Array::of({1.5f, -2.f, 3.f});
  expect_near(grad<1>(loss)(h, xs), values(grad<1>(plain)(h, xs)));
  expect_near(grad(loss)(h, xs), values(grad(plain)(h, xs)));
}

TEST(LoopGradients, of_the_branch_that_runs) {
  const auto f = [](const Array &x) {
    return lax::cond(x > 0, [](const Array &v) { return sqrt(v); }, [](const Array &v) { return v * v; }, x);
  };
  EXPECT_EQ(number(grad(f)(Array(4.f))), .25f);
  EXPECT_EQ(number(jit(grad(f))(Array(-3.f))), -6);
  EXPECT_EQ(number(grad(f)(Array(0.f))), 0); // nothing of sqrt's infinite slope
}

// C++ may branch on what a loop gave where values are kept.
TEST(LoopGradients, keep_values_outside_of_jit) {
  const auto f = [](const Array &x) {
    const Array y = lax::fori_loop(0, 3, [](const Array &, const Array &c) { return c * 2; }, x);
    return y > 10 ? y * y : y;
  };
  EXPECT_EQ(number(grad(f)(Array(1.f))), 8);
  EXPECT_EQ(number(grad(f)(Array(2.f))), 256);
}

} // namespace
