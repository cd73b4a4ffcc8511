// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/nn/golden.h"

#include <ostream>

/// The smallest model that an optimizer has to look at.
struct Weights {
  burin::Array w, b;
};

struct TransformationCase {
  const char *name;
  burin::optim::Transformation transformation;
};

inline void PrintTo(const TransformationCase &c, std::ostream *out) { *out << c.name; }

inline Weights weights(const golden::Json &stored) {
  return {burin::Array::from_buffer(stored.at("w").get<std::vector<float>>(), {3, 4}),
          burin::Array::from_buffer(stored.at("b").get<std::vector<float>>(), {4})};
}

/// |got - want| <= rtol max(|want|, floor).
inline void expect_close(const burin::Array &got, const burin::Array &want, double rtol, double floor,
                         const std::string &name) {
  ASSERT_EQ(got.shape(), want.shape()) << name;
  ASSERT_EQ(got.dtype(), want.dtype()) << name;
  const std::vector<double> have = golden::numbers(got), expected = golden::numbers(want);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(have[i], expected[i], rtol * std::max(std::abs(expected[i]), floor)) << name << " [" << i << "]";
}
