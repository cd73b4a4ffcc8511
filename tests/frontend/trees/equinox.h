// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "models.h"

#include <burin/io.h>

#include <algorithm>
#include <cmath>
#include <string>

/// What Equinox gives: tests/golden/seed004_equinox, whose json has the program.
namespace equinox {

using namespace trees;

inline const State &table() {
  static const State all = io::load_npz(std::string(BURIN_GOLDEN) + "/seed004_equinox.npz");
  return all;
}
inline const Array &stored(const std::string &name) { return table().at(name); }

/// To 1e-5 of the stored values, or of 0.1.
inline void expect_close(const Array &got, const std::string &name) {
  const Array &want = stored(name);
  ASSERT_EQ(got.shape(), want.shape()) << name;
  const Floats have = values(got), wanted = values(want);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_NEAR(have[i], wanted[i], 1e-5f * std::max(0.1f, std::abs(wanted[i]))) << name << " [" << i << "]";
}

} // namespace equinox
