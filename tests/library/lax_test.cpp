// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/error_text.h"

#include <cmath>
#include <limits>
#include <optional>

using namespace burin;

namespace {

const Array m = reshape(arange(6.F), {2, 3});

void expect_same(const Array &got, const Array &want) {
  EXPECT_EQ(got.dtype(), want.dtype());
  EXPECT_TRUE(array_equal(got, want, true).item<bool>());
}

TEST(Lax, names_are_those_of_numpy_functions) {
  expect_same(lax::sub(m, 1), m - 1);
  expect_same(lax::mul(m, m), m * m);
  expect_same(lax::div(m, 2), m / 2);
  expect_same(lax::neg(m), -m);
  expect_same(lax::max(m, 2), maximum(m, 2));
  expect_same(lax::min(m, 2), minimum(m, 2));
  expect_same(lax::lt(m, 2), m < 2);
  expect_same(lax::ge(m, 2), m >= 2);
  expect_same(lax::select(m > 2, m, 0), where(m > 2, m, 0));
  expect_same(lax::convert_element_type(m, i32), m.astype(i32));
  expect_same(lax::rev(m, {1}), flip(m, 1));
  expect_same(lax::concatenate({m, m}, 1), concatenate({m, m}, 1));
}

TEST(Lax, broadcast_adds_leading_axes) {
  EXPECT_EQ(lax::broadcast(m, {4, 1}).shape(), (Shape{4, 1, 2, 3}));
  expect_same(lax::broadcast(m, {4, 1})[{2, 0}], m);
}

TEST(Lax, slices_and_entries_along_one_axis) {
  expect_same(lax::slice_in_dim(m, 1, std::nullopt, 1, 1), m[{ellipsis, slice(1, none)}]);
  expect_same(lax::slice_in_dim(m, 0, -1, 2, 1), m[{ellipsis, slice(0, -1, 2)}]);
  expect_same(lax::slice_in_dim(m, 5, 1, 1, 1), m[{ellipsis, slice(0, 0)}]);
  expect_same(lax::index_in_dim(m, -1, 1, false), m[{ellipsis, 2}]);
  EXPECT_EQ(lax::index_in_dim(m, 0, 1).shape(), (Shape{2, 1}));
}

TEST(Lax, nextafter_is_the_neighbour) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const Array x = Array::of({-2.F, 0.F, 1.F, 3.F});
  const Array up = lax::nextafter(x, infinity);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(up.to_vector<float>()[i], std::nextafter(x.to_vector<float>()[i], infinity)) << i;
}

TEST(Lax, catches_entries_and_strides_that_do_not_exist) {
  EXPECT_ERROR(ShapeError, lax::index_in_dim(m, 3, 1), "index 3 is out of range on axis 1 of shape (2, 3)");
  EXPECT_ERROR(ShapeError, lax::slice_in_dim(m, 0, 2, 0), "the stride is not positive");
}

} // namespace
