// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "burin/detail/trace_scope.h"

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace burin {
namespace {

TEST(Array, NumbersAreWeakScalars) {
  EXPECT_EQ(Array(0.5).dtype(), f32);
  EXPECT_EQ(Array(3).dtype(), i32);
  EXPECT_EQ(Array(true).dtype(), bool_);
  EXPECT_EQ(Array(std::int64_t{1} << 40).dtype(), i64);
  EXPECT_TRUE(detail::ArrayAccess::weak(Array(3)));
  EXPECT_FALSE(detail::ArrayAccess::weak(Array(true)));
  EXPECT_EQ(Array(3).shape(), Shape{});
}

TEST(Array, BracesKeepTheirDtype) {
  EXPECT_EQ(Array::of({1.0, 2.0}).dtype(), f64);
  EXPECT_EQ(Array::of({1.f, 2.f}).dtype(), f32);
  EXPECT_EQ(Array::of({1, 2}).dtype(), i32);
  EXPECT_EQ(Array::of({true, false}).dtype(), bool_);
  EXPECT_EQ(Array::of({{1.f, 2.f}, {3.f, 4.f}, {5.f, 6.f}}).shape(), (Shape{3, 2}));
  EXPECT_EQ(Array::of({{{1, 2, 3}}, {{4, 5, 6}}}).shape(), (Shape{2, 1, 3}));
  EXPECT_EQ(Array::of({{{{1}}}}).shape(), (Shape{1, 1, 1, 1}));
  EXPECT_EQ(Array::of({{1, 2}, {3, 4}}).to_vector<int>(), (std::vector{1, 2, 3, 4}));
  EXPECT_FALSE(detail::ArrayAccess::weak(Array::of({1})));
}

TEST(Array, RaggedBracesAreRefused) { EXPECT_THROW(Array::of({{1, 2}, {3}}), ShapeError); }

TEST(Array, ReadsItsElements) {
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  const Array x = Array::from_buffer(values, {2, 3});
  EXPECT_EQ(x.to_vector<float>(), values);
  EXPECT_EQ(x.data<float>()[4], 5.f);
  EXPECT_EQ(x.ndim(), 2u);
  EXPECT_EQ(x.size(), 6);
  EXPECT_EQ(Array(2.5f).item<float>(), 2.5f);
  EXPECT_EQ(static_cast<int>(Array::of(7)), 7);
  EXPECT_EQ(static_cast<float>(Array::of(7)), 7.f);
  EXPECT_TRUE(Array(true) ? true : false);
}

TEST(Array, AnotherTypeIsADTypeError) {
  const Array x = Array::of({1.f});
  EXPECT_THROW(x.item<double>(), DTypeError);
  EXPECT_THROW(x.to_vector<int>(), DTypeError);
  EXPECT_THROW(x.data<double>(), DTypeError);
}

TEST(Array, MoreThanOneElementIsNoNumber) {
  const Array x = Array::of({1.f, 2.f});
  EXPECT_THROW(x.item<float>(), ShapeError);
  EXPECT_THROW(static_cast<void>(static_cast<bool>(x)), ShapeError);
}

TEST(Array, NoneIsAHole) {
  Array x;
  EXPECT_TRUE(x.is_none());
  x = 1.f;
  EXPECT_FALSE(x.is_none());
  x = none;
  EXPECT_TRUE(x.is_none());
  x = {};
  EXPECT_TRUE(x.is_none());
  EXPECT_THROW(x.shape(), Error);
}

TEST(Array, BufferMustFitItsShape) {
  const std::vector<float> values{1, 2, 3};
  EXPECT_THROW(Array::from_buffer(values, {2, 2}), ShapeError);
}

TEST(Array, FilledArrays) {
  EXPECT_EQ(zeros({2, 2}).to_vector<float>(), (std::vector<float>(4, 0)));
  EXPECT_EQ(ones({3}, i32).to_vector<int>(), (std::vector{1, 1, 1}));
  EXPECT_EQ(full({2}, 0.5f).to_vector<float>(), (std::vector<float>(2, 0.5)));
  EXPECT_EQ(full({2}, 7, f64).to_vector<double>(), (std::vector<double>(2, 7)));
  EXPECT_EQ(full_like(Array::of({1, 2}), 9).to_vector<int>(), (std::vector{9, 9}));
  EXPECT_EQ(eye(2).to_vector<float>(), (std::vector<float>{1, 0, 0, 1}));
  EXPECT_EQ(zeros({}).shape(), Shape{});
  EXPECT_EQ(zeros({0, 3}).size(), 0);
  EXPECT_THROW(zeros({-1}), ShapeError);
}

TEST(Array, Ranges) {
  EXPECT_EQ(arange(4).to_vector<int>(), (std::vector{0, 1, 2, 3}));
  EXPECT_EQ(arange(2, 8, 3).to_vector<int>(), (std::vector{2, 5}));
  EXPECT_EQ(arange(5, 0, -2).to_vector<int>(), (std::vector{5, 3, 1}));
  EXPECT_EQ(arange(1.5).to_vector<float>(), (std::vector<float>{0, 1}));
  EXPECT_EQ(linspace(0.0, 1.0, 5).to_vector<float>(), (std::vector<float>{0, 0.25, 0.5, 0.75, 1}));
  EXPECT_THROW(arange(0, 5, 0), ShapeError);
}

TEST(Array, IsCheapAndNotMutableThroughCopies) {
  Array x = Array::of({1.f, 2.f}), y = x;
  EXPECT_TRUE(detail::ArrayAccess::same_node(x, y));
  x = 3.f;
  EXPECT_EQ(y.size(), 2);
  static_assert(std::is_nothrow_move_constructible_v<Array>);
  static_assert(!std::is_convertible_v<Array, float>);
}

TEST(Array, TooLargeIsAnErrorWithASentence) {
  try {
    zeros({std::int64_t{1} << 30, 1 << 20});
    FAIL();
  } catch (const Error &error) {
    EXPECT_NE(std::string(error.what()).find("float32[1073741824,1048576]"), std::string::npos) << error.what();
  }
}

} // namespace
} // namespace burin
