// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "tests/property/Generator.h"

#include <functional>

namespace burin::tests {

/// The program with as few results and operations as still make it fail: operations become arguments that hold what
/// they evaluate to.
Subject minimized(Subject subject, const std::function<bool(Subject &)> &fails);

} // namespace burin::tests
