// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/dtype.h"
#include "burin/shape.h"

#include "runtime/address_space.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace burin {
namespace {

TEST(Shape, SpellsLikeNumPy) {
  EXPECT_EQ(Shape{}.str(), "()");
  EXPECT_EQ(Shape{4}.str(), "(4,)");
  EXPECT_EQ((Shape{2, 3}).str(), "(2, 3)");
}

TEST(Shape, AcceptsAnyInteger) {
  const std::vector<float> v(5);
  EXPECT_EQ((Shape{v.size(), 2}).num_elements(), 10);
}

TEST(Shape, GrowsBeyondItsInlineStorage) {
  Shape shape;
  for (int i = 0; i < 20; ++i)
    shape.push_back(i);
  Shape copy = shape, moved = std::move(shape);
  EXPECT_EQ(copy, moved);
  EXPECT_EQ(copy[19], 19);
  EXPECT_EQ(shape.size(), 0u); // NOLINT(bugprone-use-after-move): moved from means empty
  copy = Shape{1};
  EXPECT_EQ(copy, Shape{1});
}

TEST(Shape, HoldsMoreThanTheInlineStorageInBraces) { EXPECT_EQ((Shape{1, 2, 3, 4, 5, 6, 7, 8}).num_elements(), 40320); }

TEST(Shape, ProductsSaturate) {
  constexpr std::int64_t big = std::int64_t{1} << 40;
  EXPECT_EQ((Shape{big, big}).num_elements(), INT64_MAX);
  EXPECT_EQ((Shape{big, big, 0}).num_elements(), 0);
}

TEST(AddressSpace, CatchesWhatNoProcessCanHold) {
  constexpr std::int64_t big = std::int64_t{1} << 40;
  EXPECT_FALSE(runtime::addressable(Shape{big, big}, 1));
  EXPECT_FALSE(runtime::addressable(Shape{big, 0, big}, 1));
  EXPECT_FALSE(runtime::addressable(Shape{std::int64_t{1} << 62}, 4));
}

TEST(AddressSpace, DoesNotFlagLargeArrays) {
  EXPECT_TRUE(runtime::addressable(Shape{}, 8));
  EXPECT_TRUE(runtime::addressable(Shape{0, 3}, 8));
  EXPECT_TRUE(runtime::addressable(Shape{std::int64_t{1} << 40}, 4));
}

TEST(DType, Names) {
  EXPECT_EQ(name_of(bf16), "bfloat16");
  EXPECT_EQ(short_name_of(bool_), "bool");
  EXPECT_EQ(dtype_of<float>, f32);
}

} // namespace
} // namespace burin
