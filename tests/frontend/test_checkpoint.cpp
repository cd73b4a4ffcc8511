// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <cmath>

namespace {

using namespace burin;

float number(const Array &x) { return x.item<float>(); }
Array sinsin(const Array &x) { return sin(sin(x)); }

TEST(Checkpoint, gives_the_same_value_and_gradient) {
  const auto [v, g] = value_and_grad(checkpoint(sinsin))(Array(2.f));
  EXPECT_NEAR(number(v), 0.78907233, 1e-6);
  EXPECT_NEAR(number(g), -0.2556391, 1e-6);
  const auto [jv, jg] = jit(value_and_grad(checkpoint(sinsin)))(Array(2.f));
  EXPECT_NEAR(number(jv), 0.78907233, 1e-6);
  EXPECT_NEAR(number(jg), -0.2556391, 1e-6);
}

TEST(Checkpoint, nests_and_differentiates_twice) {
  const auto f = checkpoint([](const Array &x) { return checkpoint(sinsin)(x) * x; });
  const auto plain = [](const Array &x) { return sinsin(x) * x; };
  EXPECT_NEAR(number(grad(f)(Array(1.f))), number(grad(plain)(Array(1.f))), 1e-6);
  EXPECT_NEAR(number(grad(grad(f))(Array(1.f))), number(grad(grad(plain))(Array(1.f))), 1e-5);
}

TEST(Checkpoint, takes_static_arguments) {
  const auto f = checkpoint([](const Array &x, bool twice) { return twice ? x * 2 : x; }, {.static_argnums = {1}});
  EXPECT_EQ(number(f(Array(3.f), true)), 6);
  EXPECT_EQ(number(grad([&](const Array &x) { return f(x, true) * x; })(Array(3.f))), 12);
  EXPECT_EQ(number(jit([&](const Array &x) { return f(x, false); })(Array(3.f))), 3);
}

TEST(Checkpoint, traces_once_outside_of_jit) {
  int runs = 0;
  const auto f = checkpoint([&](const Array &x, int n) { return ++runs, x * n; }, {.static_argnums = {-1}});
  for (int i = 0; i < 10; ++i)
    f(Array(float(i)), 2);
  EXPECT_EQ(runs, 1);
  f(Array(1.f), 3), f(Array(1.f), 2);
  EXPECT_EQ(runs, 2);
}

TEST(Checkpoint, always_traces) {
  const auto f = checkpoint([](const Array &x) { return x > 0 ? x : -x; }, {.arg_names = {"x"}});
  EXPECT_ERROR(BoolConversionError, f(Array(1.f)), "the argument x", "checkpoint(f, {.static_argnums = {0}})");
  EXPECT_ERROR(BoolConversionError, grad(f)(Array(1.f)), "the argument x");
  EXPECT_NO_THROW(grad([](const Array &x) { return x > 0 ? x : -x; })(Array(1.f)));
}

TEST(Checkpoint, takes_in_values_from_outside) {
  const auto f = [](const Array &x) {
    const Array y = x * 3;
    return checkpoint([&](const Array &z) { return sin(z) * y; })(x);
  };
  const float x = 0.5f, expected = 3 * (std::cos(x) * x + std::sin(x));
  EXPECT_NEAR(number(grad(f)(Array(x))), expected, 1e-5);
  EXPECT_NEAR(number(jit(grad(f))(Array(x))), expected, 1e-5);
}

TEST(Checkpoint, policies) {
  for (const CheckpointPolicy &policy :
       {CheckpointPolicy(policies::everything_saveable), CheckpointPolicy(policies::dots_saveable),
        policies::save_only_these_names("a", "b")})
    EXPECT_NEAR(number(grad(checkpoint(sinsin, {.policy = policy}))(Array(2.f))), -0.2556391, 1e-6);
}

} // namespace
