// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions on scalars that operations apply to elements: lax::reduce, reduce_window, scatter, scatter_apply.
#include "error_text.h"

#include <utility>
#include <vector>

namespace {

using namespace burin;
using Floats = std::vector<float>;

Floats floats(const Array &x) { return {x.data<float>(), x.data<float>() + x.size()}; }
std::vector<int> ints(const Array &x) { return {x.data<int>(), x.data<int>() + x.size()}; }

Array plane() { return Array::of({{3.f, -1.f, 2.f}, {0.f, 5.f, 4.f}}); }

/// (1 + a)(1 + x) - 1
const auto joined = [](const Array &a, const Array &x) { return a + x + a * x; };

std::string traced(const auto &f, const auto &...x) { return jit(f).trace(x...).ir(); }

// reduce

TEST(Reduce, applies_a_function_in_order) {
  const auto last = [](const Array &, const Array &x) { return x + 0; };
  EXPECT_EQ(floats(lax::reduce(plane(), 7.f, last, {1})), (Floats{2, 4}));
  EXPECT_EQ(floats(lax::reduce(plane(), 7.f, last, {-2})), (Floats{0, 5, 4}));
  EXPECT_EQ(floats(lax::reduce(plane(), 0.f, joined, {0, 1})), (Floats{4 * 0 * 3 * 1 * 6 * 5 - 1}));
  const auto halves = [](const Array &a, const Array &x) { return a / 2 + x; };
  EXPECT_EQ(floats(lax::reduce(plane(), 8.f, halves, {1})), (Floats{3.25, 7.5}));
}

TEST(Reduce, is_the_same_in_a_jitted_function_and_over_rows) {
  const auto f = [](const Array &x) { return lax::reduce(x, 0.f, joined, {0}); };
  EXPECT_EQ(floats(jit(f)(plane())), floats(f(plane())));
  EXPECT_EQ(floats(vmap(f)(plane())), floats(lax::reduce(plane(), 0.f, joined, {1})));
}

TEST(Reduce, of_several_arrays_together) {
  const auto greater = [](const std::pair<Array, Array> &a, const std::pair<Array, Array> &x) {
    const Array keeps = a.first >= x.first;
    return std::pair{where(keeps, a.first, x.first), where(keeps, a.second, x.second)};
  };
  const std::pair operands{plane(), broadcast_to(Array::of({0, 1, 2}), {2, 3})};
  const auto [value, place] = lax::reduce(operands, std::pair{Array(-9.f), Array(-1)}, greater, {1});
  EXPECT_EQ(floats(value), (Floats{3, 5}));
  EXPECT_EQ(ints(place), (std::vector<int>{0, 1}));
}

TEST(Reduce, by_a_known_operation_is_that_reduction) {
  const auto sums = [](const Array &x) {
    return lax::reduce(x, 0.f, [](const Array &a, const Array &b) { return b + a; }, {1});
  };
  const std::string ir = traced(sums, plane());
  EXPECT_NE(ir.find("burin.reduce_sum"), std::string::npos) << ir;
  EXPECT_EQ(ir.find("burin.reduce("), std::string::npos) << ir;
  EXPECT_EQ(floats(sums(plane())), (Floats{4, 9}));
  const auto own = [](const Array &x) { return lax::reduce(x, 0.f, joined, {1}); };
  EXPECT_NE(traced(own, plane()).find("burin.reduce("), std::string::npos);
}

TEST(Reduce, has_the_derivative_of_an_associative_function) {
  const auto f = [](const Array &x) { return lax::reduce(x, 0.5, joined, {0}); };
  check_grads(f, Array::of({.3, -.2, .7, .1, .4}));
  const auto product = [](const Array &x) {
    return lax::reduce(x, 1., [](const Array &a, const Array &b) { return a * b; }, {0});
  };
  check_grads(product, Array::of({.3, -.2, .7}));
}

// reduce_window

TEST(ReduceWindow, applies_a_function_to_windows_and_their_padding) {
  const Array x = Array::of({1.f, 2.f, 3.f, 4.f});
  EXPECT_EQ(floats(lax::reduce_window(x, 1.f, joined, {.window_dimensions = {2}})), (Floats{11, 23, 39}));
  EXPECT_EQ(floats(lax::reduce_window(x, 1.f, joined, {.window_dimensions = {2}, .padding = "SAME"})),
            (Floats{11, 23, 39, 19}));
  const auto sum = [](const Array &a, const Array &b) { return a + b; };
  const lax::WindowOptions options{.window_dimensions = {3}, .window_strides = {2}, .padding = "SAME"};
  EXPECT_EQ(floats(lax::reduce_window(x, 0.f, sum, options)),
            floats(lax::reduce_window(x, 0.f, lax::WindowReduction::sum, options)));
  check_grads([](const Array &v) { return lax::reduce_window(v, .5, joined, {.window_dimensions = {3}}); },
              Array::of({.3, -.2, .7, .1, .4}));
}

// scatter

TEST(Scatter, joins_updates_by_a_function) {
  const lax::ScatterDimensions entries{.inserted_window_dims = {0}, .scatter_dims_to_operand_dims = {0}};
  const Array x = Array::of({1.f, 2.f, 3.f, 4.f}), at = Array::of({{1}, {3}, {1}, {9}});
  const auto f = [](const Array &old, const Array &update) { return update - old; };
  EXPECT_EQ(floats(lax::scatter(x, at, Array::of({10.f, 20.f, 30.f, 40.f}), f, entries)), (Floats{1, 22, 3, 16}));
  const auto add = [](const Array &old, const Array &update) { return old + update; };
  const auto added = [&](const Array &v) { return lax::scatter(v, at, ones({4}), add, entries); };
  EXPECT_NE(traced(added, x).find("kind = \"add\""), std::string::npos);
}

TEST(ScatterApply, changes_the_elements_that_windows_name) {
  const lax::ScatterDimensions entries{.inserted_window_dims = {0}, .scatter_dims_to_operand_dims = {0}};
  const Array x = Array::of({1.f, 2.f, 3.f, 4.f}), at = Array::of({{1}, {3}, {9}});
  EXPECT_EQ(floats(lax::scatter_apply(x, at, [](const Array &v) { return v * v; }, entries, {3})),
            (Floats{1, 4, 3, 16}));
}

// errors

TEST(Computations, catches_a_function_that_takes_in_an_array) {
  const auto f = jit([](const Array &x, const Array &y) {
    return lax::reduce(x, 0.f, [&](const Array &a, const Array &b) { return a + b * y; }, {0});
  });
  EXPECT_ERROR(UnsupportedError, f(plane(), Array(2.f)),
               "[reduce] the computation takes in float32[] from outside; expected its own arguments and C++ numbers",
               "test_computations.cpp");
}

TEST(Computations, does_not_flag_a_scalar_whose_value_is_known) {
  const Array y(2.f);
  EXPECT_EQ(floats(lax::reduce(plane(), 0.f, [&](const Array &a, const Array &b) { return a + b * y; }, {1})),
            (Floats{8, 18}));
}

TEST(Computations, catches_another_result_type) {
  EXPECT_ERROR(ShapeError, lax::reduce(plane(), 0.f, [](const Array &a, const Array &b) { return a < b; }, {0}),
               "[reduce] computation takes (float32[], float32[]) and gives (bool[]); expected (float32[], float32[]) "
               "and (float32[])");
}

TEST(Computations, catches_what_is_not_elementwise) {
  const auto f = [](const Array &a, const Array &b) { return a + sort(expand_dims(b, 0))[0]; };
  EXPECT_ERROR(UnsupportedError, lax::reduce(plane(), 0.f, f, {0}),
               "[reduce] computation has 'sort'; expected elementwise operations on scalars");
}

TEST(Computations, catches_inits_and_axes_that_do_not_fit) {
  EXPECT_ERROR(DTypeError, lax::reduce(plane(), Array(1), joined, {0}),
               "[reduce] input and init have dtypes float32 and int32; expected equal dtypes");
  EXPECT_ERROR(ShapeError, lax::reduce(plane(), ones({2}), joined, {0}), "[reduce] init has shape (2,)");
  EXPECT_ERROR(ShapeError, lax::reduce(plane(), 0.f, joined, {2}), "[reduce]");
}

TEST(Computations, catches_a_derivative_that_is_not_known) {
  const lax::ScatterDimensions entries{.inserted_window_dims = {0}, .scatter_dims_to_operand_dims = {0}};
  const auto f = [&](const Array &x) {
    return sum(lax::scatter_apply(x, Array::of({{1}}), [](const Array &v) { return v * v; }, entries, {1}));
  };
  EXPECT_ERROR(NotDifferentiableError, grad(f)(Array::of({1.f, 2.f})), "scatter_apply");
}

TEST(Computations, does_not_flag_numbers_and_library_functions) {
  const float scale = 3;
  const auto f = [&](const Array &a, const Array &b) { return maximum(a, nn::relu(b) * scale); };
  EXPECT_EQ(floats(lax::reduce(plane(), 0.f, f, {1})), (Floats{9, 15}));
}

} // namespace
