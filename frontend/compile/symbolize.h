// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>

namespace burin::bridge {

/// "file:line" of the call that returns to this address, from the program's debug information; empty without any. The
/// first call reads that information (about a millisecond), later ones take microseconds.
std::string symbolize(const void *return_address);

} // namespace burin::bridge
