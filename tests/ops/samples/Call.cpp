// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/ops/Samples.h"

namespace burin::tests {

std::vector<Sample> samplesOfCall() {
  return {
      {"checkpoint_name", {{"2x3xf64"}}, "{name = \"hidden\"}"},
      {"optimization_barrier", {{"2x3xf64"}, {"4xi32"}}, "{}", 2},
  };
}

} // namespace burin::tests
