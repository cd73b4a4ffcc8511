// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "floats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

inline constexpr float inf = std::numeric_limits<float>::infinity();
inline constexpr float nan_ = std::numeric_limits<float>::quiet_NaN();

/// The gradient of the sum of f, outside of jit and inside, which must agree.
template <class F> Floats slopes(const F &f, const burin::Array &x) {
  const auto gradient = burin::grad([f](const burin::Array &a) { return burin::sum(f(a)); });
  const Floats eager = gradient(x).template to_vector<float>(),
               compiled = burin::jit(gradient)(x).template to_vector<float>();
  EXPECT_EQ(eager.size(), compiled.size());
  for (std::size_t i = 0; i < eager.size(); ++i)
    EXPECT_TRUE(eager[i] == compiled[i] || (std::isnan(eager[i]) && std::isnan(compiled[i]))) << "element " << i;
  return eager;
}

/// Equal up to a few roundings; NaN where NaN is wanted.
inline void expect_slopes(const Floats &have, const Floats &want) {
  ASSERT_EQ(have.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    if (std::isnan(want[i]))
      EXPECT_TRUE(std::isnan(have[i])) << "element " << i << " is " << have[i];
    else if (std::isinf(want[i]))
      EXPECT_EQ(have[i], want[i]) << "element " << i;
    else
      EXPECT_NEAR(have[i], want[i], 1e-6f * (1 + std::fabs(want[i]))) << "element " << i;
}
