// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/lowering/Compiled.h"

#include <random>

namespace burin::testing {

/// A program of elementwise operations, reductions, broadcasts and moves, with ragged shapes: what fusion works on.
/// Values stay moderate, so that errors do not grow.
class RandomProgram {
public:
  explicit RandomProgram(unsigned seed);

  std::vector<std::string> types() const;
  /// With `apart` each operation is a kernel of its own.
  Compiled::Body body(bool apart) const;
  double ulps() const;

private:
  unsigned seed;
  std::string dtype;
  std::vector<int64_t> shape;
};

} // namespace burin::testing
