// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <burin/burin.h>

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

/// Elements of float32 arrays, as they are told from the ones expected.
using Floats = std::vector<float>;

inline Floats values(const burin::Array &x) { return x.to_vector<float>(); }
inline float number(const burin::Array &x) { return x.item<float>(); }

/// To the rounding of some float32 operations on numbers of about 1; the expected ones have 8 decimals.
inline void expect_near(const burin::Array &got, const Floats &want) {
  const Floats have = values(got);
  ASSERT_EQ(have.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    EXPECT_NEAR(have[i], want[i], 2e-6f) << i;
}
