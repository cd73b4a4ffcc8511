// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>

/// Numbers in files are little-endian, as in the memory of every machine that Burin compiles for.
namespace burin::detail {

static_assert(std::endian::native == std::endian::little);

template <class T> T read_number(std::span<const std::byte> bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.subspan(at, sizeof(T)).data(), sizeof(T));
  return value;
}

template <class T> void append_number(std::string &text, T value) {
  text.append(reinterpret_cast<const char *>(&value), sizeof(T));
}

} // namespace burin::detail
