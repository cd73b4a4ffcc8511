// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfRandom() {
  return {
      {"threefry2x32", {{"3xui32", 0, 4e9}, {"3xui32", 0, 4e9}, {"3xui32", 0, 4e9}, {"3xui32", 0, 4e9}}, "{}", 2},
  };
}

} // namespace burin::tests
