// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <cstdint>

/// Numbers of the zip format (PKWARE APPNOTE 6.3).
namespace burin::detail::zip {

inline constexpr std::uint32_t local_signature = 0x04034b50, directory_signature = 0x02014b50,
                               end_signature = 0x06054b50, end64_signature = 0x06064b50,
                               locator64_signature = 0x07064b50;
inline constexpr std::size_t local_bytes = 30, directory_bytes = 46, end_bytes = 22, end64_bytes = 56,
                             locator64_bytes = 20;
inline constexpr std::uint16_t stored = 0, deflated = 8;
inline constexpr std::uint16_t extra64 = 1;
/// In place of a number that stands in a zip64 record.
inline constexpr std::uint32_t in_zip64 = 0xffffffff;
inline constexpr std::uint16_t count_in_zip64 = 0xffff;

} // namespace burin::detail::zip
