// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>

namespace burin::tests {

/// docs/support.md: a row for each registered operation, found out by asking its rules about its samples and their
/// variants.
std::string supportTable();

} // namespace burin::tests
