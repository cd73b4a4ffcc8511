// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/ops/Program.h"

namespace burin::tests {

/// A sample that programs are made of.
struct Template {
  Sample sample;
  bool jumps = false;       ///< its results are not continuous in its floating operands
  bool elementwise = false; ///< of any shape
};

/// All samples and variants that have an evaluation of their own, by operation.
const std::vector<std::vector<Template>> &templates();

} // namespace burin::tests
