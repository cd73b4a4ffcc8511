// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <tuple>

namespace {

using namespace burin;

struct Model {
  Array kernel, bias;
  Array steps{};
};

Array three() { return Array::of({.5, 1.5, -1.}); }

TEST(CheckGrads, does_not_flag_right_derivatives) {
  check_grads([](const Array &x) { return sin(x) * flip(x, 0); }, three());
  check_grads([](const Array &x, const Array &y) { return std::pair{exp(x) * y, sum(x * x)}; },
              std::make_tuple(three(), Array(2.).astype(f64)), {.order = 3});
  check_grads([](const Array &x) { return tanh(x); }, Array::of({.5f, -1.f}));
  const Model model{Array::of({{1., 2.}, {3., 4.}}), Array::of({.5, -.5}), Array::of(3)};
  check_grads([](const Model &m, const Array &x) { return sum(tanh(matmul(x, m.kernel) + m.bias)); },
              std::forward_as_tuple(model, Array::of({.25, .75})));
}

TEST(CheckGrads, does_not_flag_vmap_and_checkpoint) {
  const auto f = vmap([](const Array &x) { return checkpoint([](const Array &v) { return sin(sin(v)); })(x); });
  check_grads(f, three());
}

auto wrong_rule(double factor) {
  return custom_vjp([](const Array &x) { return x * x; }, [](const Array &x) { return std::pair{x * x, x}; },
                    [factor](const Array &x, const Array &g) { return std::tuple{g * x * factor}; });
}

TEST(CheckGrads, catches_a_wrong_rule) {
  EXPECT_ERROR(CheckError, check_grads(wrong_rule(3), three(), {.order = 1, .forward = false}),
               "[check_grads] vjp of the function by argument 0 differs from central differences; expected",
               "to 1e-06, got", "test_check_grads.cpp", "docs/errors.md#checkerror");
  check_grads(wrong_rule(2), three(), {.order = 2, .forward = false});
}

TEST(CheckGrads, catches_a_derivative_that_is_cut_off) {
  const auto f = [](const Model &m) { return stop_gradient(m.kernel) * m.kernel + m.bias; };
  EXPECT_ERROR(
      CheckError, check_grads(f, Model{three(), three()}),
      "[check_grads] jvp of the function by argument 0: .kernel differs from central differences in element 0 of "
      "result 0");
}

TEST(CheckGrads, catches_a_wrong_second_derivative) {
  const auto f = [](const Array &x) { return stop_gradient(2 * x) * (x - stop_gradient(x)) + stop_gradient(x * x); };
  check_grads(f, three(), {.order = 1});
  EXPECT_ERROR(CheckError, check_grads(f, three()), "jvp of the tangents of the function by argument 0 differs");
}

TEST(CheckGrads, catches_what_cannot_be_checked) {
  const auto f = [](const Array &x) { return x * 2; };
  EXPECT_ERROR(DTypeError, check_grads(f, Array::of({1, 2})), "[check_grads] no argument can be differentiated");
  EXPECT_ERROR(StaticArgumentError, check_grads(f, three(), {.order = 0}), "expected an order from 1, got 0");
}

} // namespace
