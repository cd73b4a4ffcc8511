// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions and windows against jax.lax. The operands are small integers: every order of summation gives the same.
#include "tests/nn/golden.h"

#include <functional>

using namespace burin;
using golden::Json;

namespace {

using Extents = std::vector<std::int64_t>;

/// tools/golden/make_convolution.py
Array pattern(const Extents &shape, int seed) {
  std::int64_t size = 1;
  for (std::int64_t extent : shape)
    size *= extent;
  std::vector<float> values;
  for (std::int64_t i = 0; i < size; ++i)
    values.push_back(static_cast<float>((3 * i + i / 5 + seed) % 7 - 3));
  return Array::from_buffer(values, Shape(std::span<const std::int64_t>(shape)));
}

Extents list(const Json &stored, const char *name) { return stored.at(name).get<Extents>(); }

lax::Padding padding(const Json &stored) {
  if (stored.at("padding").is_string())
    return stored.at("padding").get<std::string>();
  std::vector<PadWidth> widths;
  for (const Json &width : stored.at("padding"))
    widths.push_back({width[0].get<std::int64_t>(), width[1].get<std::int64_t>()});
  return widths;
}

using Binary = std::function<Array(const Array &, const Array &)>;

void expect(const Array &got, const Json &values, const Json &stored, const char *what) {
  EXPECT_EQ(got.to_vector<float>(), values.get<std::vector<float>>()) << what << " of " << stored.dump();
}

/// Two rows, or what they share.
std::pair<Array, VmapAxes> rows(const Extents &shape, int seed, bool mapped) {
  const Array first = pattern(shape, seed);
  if (!mapped)
    return {first, none};
  return {stack({first, pattern(shape, seed + 3)}), 0};
}

void expect_rows(const Json &stored, const Binary &f) {
  const Json &expected = stored.at("rows");
  const auto [lhs, lhs_axis] = rows(list(stored, "lhs"), 1, !expected.at("axes")[0].is_null());
  const auto [rhs, rhs_axis] = rows(list(stored, "rhs"), 2, !expected.at("axes")[1].is_null());
  const auto mapped = vmap([&](const Array &x, const Array &y) { return f(x, y); }, {.in_axes = {lhs_axis, rhs_axis}});
  expect(mapped(lhs, rhs), expected.at("value"), stored, "rows");
}

void expect_values_gradients_and_rows(const Json &stored, const Binary &f) {
  const Array lhs = pattern(list(stored, "lhs"), 1), rhs = pattern(list(stored, "rhs"), 2);
  auto [value, pullback] = vjp([&](const Array &x, const Array &y) { return f(x, y); }, lhs, rhs);
  const Extents shape = list(stored, "shape");
  ASSERT_EQ(value.shape(), Shape(std::span<const std::int64_t>(shape))) << stored.dump();
  expect(value, stored.at("value"), stored, "value");
  const auto [to_lhs, to_rhs] = pullback(pattern(shape, 3));
  expect(to_lhs, stored.at("gradients")[0], stored, "gradient of lhs");
  expect(to_rhs, stored.at("gradients")[1], stored, "gradient of rhs");
  expect_rows(stored, f);
}

TEST(Convolution, values_gradients_and_rows_are_those_of_jax) {
  const Json cases = golden::load("convolution.json").at("convolutions");
  ASSERT_EQ(cases.size(), 100u);
  for (const Json &stored : cases) {
    const Json &letters = stored.at("dims");
    const lax::ConvOptions options{.window_strides = list(stored, "strides"),
                                   .padding = padding(stored),
                                   .lhs_dilation = list(stored, "lhs_dilation"),
                                   .rhs_dilation = list(stored, "rhs_dilation"),
                                   .dimension_numbers = {letters[0], letters[1], letters[2]},
                                   .feature_group_count = stored.at("groups"),
                                   .batch_group_count = stored.at("batch_groups")};
    expect_values_gradients_and_rows(
        stored, [&](const Array &x, const Array &y) { return lax::conv_general_dilated(x, y, options); });
  }
}

TEST(Convolution, transposed_ones_are_those_of_jax) {
  const Json cases = golden::load("convolution.json").at("transposed");
  ASSERT_EQ(cases.size(), 20u);
  for (const Json &stored : cases) {
    const lax::ConvTransposeOptions options{.strides = list(stored, "strides"),
                                            .padding = padding(stored),
                                            .rhs_dilation = list(stored, "rhs_dilation"),
                                            .transpose_kernel = stored.at("transpose_kernel"),
                                            .use_consistent_padding = stored.at("consistent")};
    expect_values_gradients_and_rows(
        stored, [&](const Array &x, const Array &y) { return lax::conv_transpose(x, y, options); });
  }
}

Array reduced(const Json &stored, const Array &x) {
  const lax::WindowOptions options{.window_dimensions = list(stored, "size"),
                                   .window_strides = list(stored, "strides"),
                                   .padding = padding(stored),
                                   .base_dilation = list(stored, "base_dilation"),
                                   .window_dilation = list(stored, "window_dilation")};
  const std::string reduction = stored.at("reduction");
  return reduction == "sum"   ? lax::reduce_window_sum(x, options)
         : reduction == "max" ? lax::reduce_window_max(x, options)
                              : lax::reduce_window_min(x, options);
}

TEST(Windows, values_and_gradients_are_those_of_jax) {
  const Json cases = golden::load("windows.json").at("windows");
  ASSERT_EQ(cases.size(), 60u);
  for (const Json &stored : cases) {
    auto [value, pullback] = vjp([&](const Array &x) { return reduced(stored, x); }, pattern(list(stored, "x"), 1));
    const Extents shape = list(stored, "shape");
    ASSERT_EQ(value.shape(), Shape(std::span<const std::int64_t>(shape))) << stored.dump();
    expect(value, stored.at("value"), stored, "value");
    const Array cotangent = pattern(shape, 3);
    const auto [gradient] = pullback(cotangent);
    if (stored.contains("gradient"))
      expect(gradient, stored.at("gradient"), stored, "gradient");
    // Where JAX has no gradient, it has tangents: <cotangent, tangent> = <gradient, direction>.
    const Array tangent = Array::from_buffer(stored.at("tangent").get<std::vector<float>>(), value.shape());
    const Array direction = pattern(list(stored, "x"), 2);
    EXPECT_EQ(sum(tangent * cotangent).item<float>(), sum(gradient * direction).item<float>()) << stored.dump();
  }
}

TEST(Windows, every_window_starts_with_init_and_so_does_padding) {
  const Array x = Array::of({1.f, 2.f, 3.f});
  const lax::WindowOptions pairs{.window_dimensions = {2}, .padding = {{1, 1}}};
  using enum lax::WindowReduction;
  EXPECT_EQ(lax::reduce_window(x, 0, sum, pairs).to_vector<float>(), (std::vector<float>{1, 3, 5, 3}));
  EXPECT_EQ(lax::reduce_window(x, 10, sum, pairs).to_vector<float>(), (std::vector<float>{21, 13, 15, 23}));
  EXPECT_EQ(lax::reduce_window(x, 2, prod, pairs).to_vector<float>(), (std::vector<float>{4, 4, 12, 12}));
  EXPECT_EQ(lax::reduce_window(x, 2.5f, max, pairs).to_vector<float>(), (std::vector<float>{2.5, 2.5, 3, 3}));
  EXPECT_EQ(lax::reduce_window_prod(x, pairs).to_vector<float>(), (std::vector<float>{1, 2, 6, 3}));
}

TEST(Pooling, follows_flax) {
  const Array x = reshape(arange(16.f), {1, 4, 4, 1}), same = reshape(x, {4, 4, 1});
  EXPECT_EQ(nn::max_pool(x, {2, 2}, {.strides = {2, 2}}).to_vector<float>(), (std::vector<float>{5, 7, 13, 15}));
  EXPECT_EQ(nn::min_pool(x, {2, 2}, {.strides = {2, 2}}).to_vector<float>(), (std::vector<float>{0, 2, 8, 10}));
  EXPECT_EQ(nn::avg_pool(same, {2, 2}, {.strides = {2, 2}}).to_vector<float>(),
            (std::vector<float>{2.5, 4.5, 10.5, 12.5}));
  EXPECT_EQ(nn::max_pool(same, {2, 2}).shape(), (Shape{3, 3, 1}));
  EXPECT_EQ(nn::avg_pool(x, {3, 3}, {.strides = {3, 3}, .padding = "SAME"}).shape(), (Shape{1, 2, 2, 1}));
}

TEST(Pooling, averages_count_padding_or_not) {
  const Array x = reshape(Array::of({3.f, 6.f}), {1, 2, 1});
  const lax::Padding around{{1, 1}};
  EXPECT_EQ(nn::avg_pool(x, {3}, {.padding = around}).to_vector<float>(), (std::vector<float>{3, 3}));
  EXPECT_EQ(nn::avg_pool(x, {3}, {.padding = around, .count_include_pad = false}).to_vector<float>(),
            (std::vector<float>{4.5, 4.5}));
  EXPECT_EQ(nn::avg_pool(reshape(arange(4), {4, 1}), {2}).dtype(), f32);
}

TEST(Pooling, gradients_of_gradients) {
  const auto loss = [](const Array &x) {
    const Array y = nn::max_pool(x, {2}, {.strides = {1}, .padding = "SAME"});
    return sum(y * y * y);
  };
  const Array x = reshape(Array::of({1.f, 4.f, 2.f}), {3, 1});
  EXPECT_EQ(grad(loss)(x).to_vector<float>(), (std::vector<float>{0, 96, 12}));
  const auto slope = [&](const Array &v) { return sum(grad(loss)(v)); };
  EXPECT_EQ(grad(slope)(x).to_vector<float>(), (std::vector<float>{0, 48, 12}));
}

TEST(Convolve, modes_are_those_of_numpy) {
  const Array x = Array::of({1.f, 2.f, 3.f}), y = Array::of({0.f, 1.f, 0.5f});
  EXPECT_EQ(convolve(x, y).to_vector<float>(), (std::vector<float>{0, 1, 2.5, 4, 1.5}));
  EXPECT_EQ(convolve(x, y, "same").to_vector<float>(), (std::vector<float>{1, 2.5, 4}));
  EXPECT_EQ(convolve(x, y, "valid").to_vector<float>(), (std::vector<float>{2.5}));
  EXPECT_EQ(correlate(x, y).to_vector<float>(), (std::vector<float>{3.5}));
  EXPECT_EQ(correlate(x, y, "same").to_vector<float>(), (std::vector<float>{2, 3.5, 3}));
  EXPECT_EQ(correlate(x, y, "full").to_vector<float>(), (std::vector<float>{0.5, 2, 3.5, 3, 0}));
  const Array longer = Array::of({1, 2, 3, 4});
  EXPECT_EQ(correlate(Array::of({1, 2}), longer, "full").to_vector<float>(), (std::vector<float>{4, 11, 8, 5, 2}));
  EXPECT_EQ(convolve(Array::of({1, 2}), longer).to_vector<float>(), (std::vector<float>{1, 4, 7, 10, 8}));
}

template <class Error, class F> void expect_text(F f, const std::string &start) {
  try {
    f();
    FAIL() << "expected: " << start;
  } catch (const Error &error) {
    EXPECT_EQ(std::string(error.what()).substr(0, start.size()), start) << error.what();
    EXPECT_NE(std::string(error.what()).find("convolution_test.cpp"), std::string::npos) << error.what();
  }
}

TEST(Convolution, catches_what_does_not_fit) {
  const Array x = zeros({2, 5, 5, 4}), w = zeros({3, 3, 4, 6});
  const lax::ConvDimensionNumbers images{"NHWC", "HWIO", "NHWC"};
  const auto with = [&](lax::ConvOptions options) {
    return [&x, &w, options] { lax::conv_general_dilated(x, w, options); };
  };
  expect_text<ShapeError>(with({}),
                          "[convolution] lhs has 5 features in 1 groups for operands of shapes (2, 5, 5, 4) and "
                          "(3, 3, 4, 6); expected rhs with 5 input features, got 3");
  expect_text<ShapeError>(
      with({.dimension_numbers = {"NHW", "HWIO", "NHWC"}}),
      "[conv_general_dilated] dimension numbers 'NHW' are for 3 axes; expected 4 letters, got 'NHW'");
  expect_text<ShapeError>(with({.dimension_numbers = {"NHWD", "HWIO", "NHWC"}}),
                          "[conv_general_dilated] dimension numbers 'NHWD' do not say which axis is C; expected one C");
  expect_text<ShapeError>(with({.dimension_numbers = {"NDWC", "HWIO", "NHWC"}}),
                          "[conv_general_dilated] dimension numbers 'NDWC' and 'HWIO' have different spatial axes");
  expect_text<UnsupportedError>(with({.padding = "half", .dimension_numbers = images}),
                                "[conv_general_dilated] there is no padding 'half'; expected 'VALID', 'SAME' or");
  expect_text<ShapeError>(with({.padding = {{1, 1}}, .dimension_numbers = images}),
                          "[conv_general_dilated] padding is given for 1 axes; expected 2, got 1");
  expect_text<ShapeError>(with({.window_strides = {2, 0}, .dimension_numbers = images}),
                          "[conv_general_dilated] window_strides is (2, 0); expected positive numbers");
  expect_text<UnsupportedError>(with({.padding = "SAME", .lhs_dilation = {2, 2}, .dimension_numbers = images}),
                                "[conv_general_dilated] padding by a rule is not defined for an lhs with gaps");
  expect_text<ShapeError>([&] { lax::conv(x, zeros({3, 3}), {1, 1}, "SAME"); },
                          "[conv_general_dilated] operands of shapes (2, 5, 5, 4) and (3, 3) cannot be convolved");
  expect_text<ShapeError>([&] { nn::max_pool(zeros({3}), {2, 2}); },
                          "[nn.max_pool] windows of 2 axes over 1; expected 2 spatial axes and one of features");
  expect_text<ShapeError>([&] { convolve(x, w); }, "[convolve] operands have shapes (2, 5, 5, 4) and (3, 3, 4, 6)");
  expect_text<UnsupportedError>([&] { convolve(arange(2), arange(2), "some"); }, "[convolve] there is no mode 'some'");
}

TEST(Convolution, does_not_flag_what_fits) {
  const Array x = zeros({2, 5, 5, 4}), w = zeros({3, 3, 4, 6});
  const lax::ConvDimensionNumbers images{"NHWC", "HWIO", "NHWC"};
  EXPECT_EQ(lax::conv_general_dilated(x, w, {.padding = "same", .dimension_numbers = images}).shape(),
            (Shape{2, 5, 5, 6}));
  EXPECT_EQ(lax::conv_general_dilated(x, w, {.padding = {{-1, 2}, {0, 0}}, .dimension_numbers = images}).shape(),
            (Shape{2, 4, 3, 6}));
  EXPECT_EQ(lax::conv(zeros({2, 4, 5}), zeros({3, 4, 2}), {2}, "VALID").shape(), (Shape{2, 3, 2}));
  EXPECT_EQ(lax::conv_transpose(x, w, {.strides = {2, 2}}).shape(), (Shape{2, 10, 10, 6}));
}

} // namespace
