// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of the host: derivatives that they refuse, what they throw, and results that are not what was declared.
#include "error_text.h"
#include "floats.h"

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace burin;

Array host_cube(const Array &x) { return x * x * x; }
constexpr int cube_line = __LINE__ + 1;
Array cube(const Array &x) { return pure_callback(host_cube, ShapeDtype{x.shape(), f32}, x); }

// Derivatives

auto differentiable_cube() {
  return custom_vjp(
      cube, [](const Array &x) { return std::pair{cube(x), x}; },
      [](const Array &x, const Array &g) { return std::tuple{g * 3 * x * x}; });
}

TEST(PureCallback, catches_derivatives) {
  const char *reason =
      "[pure_callback] it cannot be differentiated: a function of the host has no derivative; give it a "
      "rule of its own with custom_jvp or custom_vjp, or stop_gradient its arguments";
  const std::string at = "\n  at " __FILE__ ":" + std::to_string(cube_line) + "\n";
  const int line = __LINE__ + 1;
  const auto slope = grad(cube);
  const std::string asked = "\n  asked for by grad at " __FILE__ ":" + std::to_string(line) + "\n";
  EXPECT_ERROR(NotDifferentiableError, slope(Array(2.f)), reason, at.c_str(), asked.c_str(),
               "docs/errors.md#notdifferentiableerror");
  EXPECT_ERROR(NotDifferentiableError, jvp(cube, Array(2.f), Array(1.f)), reason, "asked for by jvp");
  EXPECT_ERROR(NotDifferentiableError, jit(vmap(value_and_grad(cube)))(Array::of({2.f})), reason,
               "asked for by value_and_grad");
  EXPECT_ERROR(NotDifferentiableError, grad(checkpoint(cube))(Array(2.f)), reason,
               "asked for by the backward pass of checkpoint at ");
  EXPECT_ERROR(NotDifferentiableError, jacfwd(cube)(Array::of({2.f})), reason, "asked for by jacfwd");
}

TEST(PureCallback, does_not_flag_custom_rules_and_stopped_gradients) {
  const auto f = differentiable_cube();
  EXPECT_EQ(number(grad(f)(Array(2.f))), 12);
  EXPECT_EQ(number(jit(grad(f))(Array(2.f))), 12);
  EXPECT_EQ(values(vmap(grad(f))(Array::of({1.f, 2.f}))), (Floats{3, 12}));
  EXPECT_EQ(number(grad(checkpoint(f))(Array(2.f))), 12);
  const auto both = custom_jvp([](const auto &x) { return cube(x); },
                               [](const auto &p, const auto &t) {
                                 const Array &x = std::get<0>(p);
                                 return std::pair{cube(x), 3 * x * x * std::get<0>(t)};
                               });
  EXPECT_EQ(number(grad(both)(Array(2.f))), 12);
  EXPECT_EQ(number(jvp(both, Array(2.f), Array(1.f)).second), 12);
  const auto beside = [](const Array &x) { return x * x + cube(stop_gradient(x)); };
  EXPECT_EQ(number(grad(beside)(Array(3.f))), 6);
  EXPECT_EQ(number(jvp(beside, Array(3.f), Array(1.f)).second), 6);
  EXPECT_EQ(number(checkpoint(cube)(Array(2.f))), 8);
}

TEST(PureCallback, values_are_known_where_grad_keeps_them) {
  const auto f = [](const Array &x) {
    const Array size = pure_callback([](const Array &v) { return abs(v); }, ShapeDtype{}, stop_gradient(x));
    return size > 1 ? x * 3 : x;
  };
  EXPECT_EQ(number(grad(f)(Array(-2.f))), 3);
  EXPECT_EQ(number(grad(f)(Array(.5f))), 1);
}

// Exceptions

struct Odd : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Array not_negative(const Array &x) {
  return pure_callback(
      [](const Array &v) {
        if (v.item<float>() < 0)
          throw Odd("negative");
        return v * 2;
      },
      ShapeDtype{{}, f32}, x);
}

TEST(PureCallback, passes_exceptions_through_and_changes_nothing) {
  const auto f = jit([](Array &state, const Array &x) {
    state = state + 1;
    return not_negative(x) + state;
  });
  Array state = 1.f;
  for (int i = 0; i < 3; ++i)
    try {
      f(state, Array(-1.f));
      ADD_FAILURE() << "nothing thrown";
    } catch (const Odd &error) {
      EXPECT_STREQ(error.what(), "negative");
    }
  EXPECT_EQ(number(state), 1);
  EXPECT_EQ(number(f(state, Array(1.f))), 4);
  EXPECT_EQ(number(state), 2);
  EXPECT_THROW(not_negative(Array(-1.f)), Odd);
  EXPECT_THROW(vmap(not_negative)(Array::of({1.f, -1.f})), Odd);
  EXPECT_EQ(values(vmap(not_negative)(Array::of({1.f, 3.f}))), (Floats{2, 6}));
}

TEST(PureCallback, leaves_the_program_at_the_first_exception) {
  auto calls = std::make_shared<int>(0);
  const auto count = [calls](const Array &x) {
    return pure_callback([calls](const Array &v) { return ++*calls, v; }, ShapeDtype{}, x);
  };
  const auto f = jit([&](const Array &x) { return count(not_negative(x)) + 1; });
  EXPECT_THROW(f(Array(-1.f)), Odd);
  EXPECT_EQ(*calls, 0);
  EXPECT_EQ(number(f(Array(1.f))), 3);
  EXPECT_EQ(*calls, 1);
}

TEST(PureCallback, may_run_programs_with_callbacks_itself) {
  const auto inner = jit([](const Array &x) { return sin(not_negative(x)) * 2; });
  const auto f = jit([&](const Array &x) { return cube(pure_callback(inner, ShapeDtype{{}, f32}, x)) + 1; });
  EXPECT_NEAR(number(f(Array(.5f))), std::pow(std::sin(1.f) * 2, 3) + 1, 1e-5);
  EXPECT_THROW(f(Array(-1.f)), Odd);
  const auto caught = jit([&](const Array &x) {
    return pure_callback(
        [&](const Array &v) {
          try {
            return inner(v);
          } catch (const Odd &) {
            return Array::of(-1.f);
          }
        },
        ShapeDtype{}, x);
  });
  EXPECT_EQ(number(caught(Array(-3.f))), -1);
  EXPECT_NEAR(number(caught(Array(.5f))), std::sin(1.f) * 2, 1e-6);
}

TEST(PureCallback, catches_another_type_than_declared) {
  const auto f = [](const ShapeDtype &type) {
    return jit([type](const Array &x) { return pure_callback([](const Array &v) { return v * 2; }, type, x); });
  };
  EXPECT_ERROR(ShapeError, f({{3}, f32})(zeros({2})),
               "[pure_callback] the function gave an array of another type than was declared; expected float32[3], got "
               "float32[2]",
               "test_callback_errors.cpp", "docs/errors.md#shapeerror");
  EXPECT_ERROR(DTypeError, f({{2}, f64})(zeros({2})), "expected float64[2], got float32[2]", "#dtypeerror");
  EXPECT_ERROR(ShapeError, pure_callback([](const Array &v) { return v; }, ShapeDtype{{3}, f32}, zeros({2})),
               "expected float32[3], got float32[2]");
  EXPECT_ERROR(ShapeError, pure_callback([](const Array &) { return Array(); }, ShapeDtype{}, zeros({2})),
               "expected float32[], got none");
  EXPECT_ERROR(ShapeError, vmap([](const Array &x) {
                 return pure_callback([](const Array &v) { return sum(v); }, ShapeDtype{},
                                      {.vmap_method = VmapMethod::broadcast_all}, x);
               })(zeros({3})),
               "expected float32[3], got float32[]");
}

TEST(PureCallback, catches_another_tree_than_declared) {
  using List = std::vector<Array>;
  const List two{abstract({{}, f32}), abstract({{2}, i32})};
  EXPECT_ERROR(TreeError, pure_callback([](const Array &x) { return List{x}; }, two, Array(1.f)),
               "[pure_callback] the function gave another tree than was declared; expected 2 arrays, got 1",
               "test_callback_errors.cpp", "docs/errors.md#treeerror");
  EXPECT_ERROR(ShapeError, pure_callback([](const Array &x) { return List{x, zeros({3}, i32)}; }, two, Array(1.f)),
               "expected int32[2], got int32[3]", "result: [1]");
  EXPECT_NO_THROW(pure_callback([](const Array &x) { return List{x, zeros({2}, i32)}; }, two, Array(1.f)));
}

TEST(PureCallback, does_not_flag_numbers_without_a_dtype) {
  EXPECT_EQ(pure_callback([] { return 3; }, ShapeDtype{{}, f64}).item<double>(), 3);
  EXPECT_EQ(jit([] { return pure_callback([] { return 0.5; }, ShapeDtype{{}, f16}); })().dtype(), f16);
}

} // namespace
