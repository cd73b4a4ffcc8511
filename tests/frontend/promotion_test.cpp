// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/promotion.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>
#include <string>
#include <vector>

namespace burin::detail {
namespace {

constexpr std::array<const char *, 14> names{"b1",  "u8",  "u16", "u32", "u64", "i8",  "i16",
                                             "i32", "i64", "bf",  "f16", "f32", "f64", "i*"};

// The table of JAX's document on type promotion (JEP 9407), complex types left out; rows and columns in this order:
// b1 u8 u16 u32 u64 i8 i16 i32 i64 bf f16 f32 f64 i* f*
constexpr const char *published[] = {
    "b1  u8  u16 u32 u64 i8  i16 i32 i64 bf f16 f32 f64 i*  f*",
    "u8  u8  u16 u32 u64 i16 i16 i32 i64 bf f16 f32 f64 u8  f*",
    "u16 u16 u16 u32 u64 i32 i32 i32 i64 bf f16 f32 f64 u16 f*",
    "u32 u32 u32 u32 u64 i64 i64 i64 i64 bf f16 f32 f64 u32 f*",
    "u64 u64 u64 u64 u64 f*  f*  f*  f*  bf f16 f32 f64 u64 f*",
    "i8  i16 i32 i64 f*  i8  i16 i32 i64 bf f16 f32 f64 i8  f*",
    "i16 i16 i32 i64 f*  i16 i16 i32 i64 bf f16 f32 f64 i16 f*",
    "i32 i32 i32 i64 f*  i32 i32 i32 i64 bf f16 f32 f64 i32 f*",
    "i64 i64 i64 i64 f*  i64 i64 i64 i64 bf f16 f32 f64 i64 f*",
    "bf  bf  bf  bf  bf  bf  bf  bf  bf  bf f32 f32 f64 bf  bf",
    "f16 f16 f16 f16 f16 f16 f16 f16 f16 f32 f16 f32 f64 f16 f16",
    "f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f64 f32 f32",
    "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64",
    "i*  u8  u16 u32 u64 i8  i16 i32 i64 bf f16 f32 f64 i*  f*",
    "f*  f*  f*  f*  f*  f*  f*  f*  f*  bf f16 f32 f64 f*  f*",
};

Promoted parse(const std::string &name) {
  if (name == "i*")
    return {i32, true};
  if (name == "f*")
    return {f32, true};
  constexpr DType dtypes[] = {bool_, u8, u16, u32, u64, i8, i16, i32, i64, bf16, f16, f32, f64};
  for (std::size_t i = 0; i < 13; ++i)
    if (name == names[i])
      return {dtypes[i], false};
  ADD_FAILURE() << name;
  return {};
}

TEST(Promotion, IsThePublishedLattice) {
  std::vector<Promoted> points;
  for (const char *name : names)
    points.push_back(parse(name));
  points.push_back(parse("f*"));
  for (std::size_t row = 0; row < points.size(); ++row) {
    std::istringstream words(published[row]);
    std::string word;
    for (std::size_t column = 0; words >> word; ++column)
      EXPECT_EQ(promote(points[row], points[column]), parse(word)) << "row " << row << ", column " << column;
  }
}

TEST(Promotion, IsCommutativeAndIdempotent) {
  for (int i = 0; i < dtype_count; ++i)
    for (int j = 0; j < dtype_count; ++j)
      for (bool weak : {false, true}) {
        const Promoted a{static_cast<DType>(i), weak}, b{static_cast<DType>(j), false};
        EXPECT_EQ(promote(a, b), promote(b, a));
        EXPECT_EQ(promote(b, b), b);
      }
}

TEST(Promotion, IntegersBecomeF32WhereFloatsAreNeeded) {
  EXPECT_EQ(to_floating({i64, false}), (Promoted{f32, false}));
  EXPECT_EQ(to_floating({i32, true}), (Promoted{f32, true}));
  EXPECT_EQ(to_floating({bf16, false}), (Promoted{bf16, false}));
}

} // namespace
} // namespace burin::detail
