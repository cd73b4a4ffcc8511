// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"
#include "floats.h"

/// Reverse and forward mode of loops whose length is known when they have ended.
namespace {

using namespace burin;

Array turn(const Array &i, const Array &x, const Array &w) { return sin(x * w) + cos(i.astype(f32)); }

/// `n` turns, of which the backward pass keeps `checkpoints`; known: as a scan.
Array run(const Array &x, const Array &w, int n, std::int64_t checkpoints, bool known = false) {
  const auto body = [&](const Array &i, const Array &c) { return turn(i, c, w); };
  return sum(known ? lax::fori_loop(0, n, body, x)
                   : lax::fori_loop(0, Array(n), body, x, {.checkpoints = checkpoints}));
}

TEST(WhileGradients, are_those_of_a_loop_of_known_length) {
  const Array x = Array::of({.3f, -.7f}), w = Array::of({1.1f, .9f});
  const std::pair<int, int> cases[] = {{0, 2}, {2, 2}, {3, 2}, {65, 0}, {1000, 4}};
  for (const auto &[n, checkpoints] : cases) {
    const auto slopes = [n = n, checkpoints = checkpoints](bool known) {
      return jit([=](const Array &x, const Array &w) {
        const auto loss = [=](const Array &x, const Array &w) { return run(x, w, n, checkpoints, known); };
        return std::pair{grad(loss)(x, w), grad<1>(loss)(x, w)};
      });
    };
    const auto got = slopes(false)(x, w), want = slopes(true)(x, w);
    expect_near(got.first, values(want.first));
    expect_near(got.second, values(want.second));
  }
}

TEST(WhileGradients, of_an_iteration_to_convergence) {
  const auto root = [](const Array &a) {
    return lax::while_loop([&](const Array &x) { return abs(x * x - a) > 1e-6 * a; },
                           [&](const Array &x) { return .5 * (x + a / x); }, a);
  };
  EXPECT_NEAR(number(grad(root)(Array(9.f))), 1 / 6.f, 1e-6);
  EXPECT_NEAR(number(jvp(root, Array(9.f), Array(2.f)).second), 1 / 3.f, 1e-6);
  EXPECT_NEAR(number(grad(grad(root))(Array(4.f))), -1 / 32.f, 1e-5);
}

// The function of the host changes nothing of the slope's form, but is asked for each time a turn runs.
TEST(WhileGradients, no_more_turns_than_checkpoints_repeat_none) {
  for (const auto &[n, calls] : {std::pair{5, 10}, std::pair{8, 16}}) {
    int called = 0;
    const auto loss = [&, n = n](const Array &x) {
      const auto body = [&](const Array &c) {
        const Array factor = pure_callback(
            [&](const Array &v) {
              ++called;
              return v;
            },
            ShapeDtype{{}, f32}, stop_gradient(c));
        return sin(c * factor);
      };
      return lax::fori_loop(0, Array(n), [&](const Array &, const Array &c) { return body(c); }, x, {.checkpoints = 8});
    };
    jit(grad(loss))(Array(.5f));
    EXPECT_EQ(called, calls);
  }
}

} // namespace
