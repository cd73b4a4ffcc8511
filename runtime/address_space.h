// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace burin::runtime {

/// No array is larger: what a process can address on x86-64.
inline constexpr std::int64_t max_array_bytes = std::int64_t{1} << 47;

/// False where an array would be larger. An extent of 0 counts as 1, so that no product of extents overflows.
constexpr bool addressable(std::span<const std::int64_t> extents, std::size_t element_bytes) {
  auto bytes = static_cast<std::int64_t>(element_bytes);
  for (std::int64_t extent : extents)
    if (extent > 1 && (__builtin_mul_overflow(bytes, extent, &bytes) || bytes > max_array_bytes))
      return false;
  return true;
}

} // namespace burin::runtime
