// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstdint>

namespace burin::runtime {

/// Bytes that burin_scratch can give to the calling thread without asking for memory.
std::int64_t reserved_scratch();

} // namespace burin::runtime
