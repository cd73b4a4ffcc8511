// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "error_text.h"

#include <chrono>

/// Sizes at the edge: too large for a process, thousands of leaves, thousands of operations.
namespace {

using namespace burin;

constexpr std::int64_t big = std::int64_t{1} << 40;

TEST(Size, catches_arrays_that_no_process_can_hold) {
  EXPECT_ERROR(ShapeError, zeros({big, big}), "[zeros] the array would be too large", "test_limits.cpp:");
  EXPECT_ERROR(ShapeError, arange(0., 1e300), "[arange] the array would be too large");
  EXPECT_ERROR(ShapeError, broadcast_to(Array(1.f), {big, big}), "the result would be too large");
  EXPECT_ERROR(ShapeError, jit([](const Array &x) { return sum(broadcast_to(x, {big, big})); })(Array(1.f)),
               "the result would be too large");
  EXPECT_ERROR(ShapeError, pad(ones({2}), {{INT64_MAX, INT64_MAX}}), "[pad]");
  EXPECT_ERROR(ShapeError, reshape(zeros({0}), {std::int64_t{1} << 32, std::int64_t{1} << 32}), "[reshape]");
}

TEST(Size, does_not_flag_a_virtual_large_array) {
  const auto corner = jit([](const Array &x) { return broadcast_to(x, {big})[5]; });
  EXPECT_EQ(corner(Array(3.f)).item<float>(), 3.f);
}

struct Leaves {
  std::vector<Array> list;
};

TEST(Size, thousands_of_leaves_are_arguments) {
  Leaves leaves;
  for (int i = 0; i < 2000; ++i)
    leaves.list.push_back(full({2}, static_cast<float>(i)));
  const auto squares = [](const Leaves &all) {
    Array total = zeros({2});
    for (const Array &leaf : all.list)
      total = total + leaf * leaf;
    return sum(total);
  };
  const auto start = std::chrono::steady_clock::now();
  const Leaves gradient = jit(grad(squares))(leaves);
  EXPECT_EQ(gradient.list[1999].to_vector<float>()[1], 2.f * 1999);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60)); // quadratic: minutes
}

} // namespace
