// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/dtype.h"
#include "burin/shape.h"

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

TEST(Shape, HoldsMoreThanTheInlineStorageInBraces) {
  EXPECT_EQ((Shape{1, 2, 3, 4, 5, 6, 7, 8}).num_elements(), 40320);
}

TEST(DType, Names) {
  EXPECT_EQ(name_of(bf16), "bfloat16");
  EXPECT_EQ(short_name_of(bool_), "bool");
  EXPECT_EQ(dtype_of<float>, f32);
}

} // namespace
} // namespace burin
