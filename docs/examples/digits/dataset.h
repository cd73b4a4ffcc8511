// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <burin/burin.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

/// The UCI handwritten digits; DATA.md says where they come from.
namespace digits {

inline constexpr int rows = 1797, train_rows = 1437, pixels = 64;

struct Dataset {
  std::vector<std::uint8_t> bytes; ///< rows of 64 pixels (0..16) and a label
};

struct Split {
  burin::Array x; ///< f32 [n, 64] in [0, 1]
  burin::Array y; ///< i32 [n]
};

/// Where the data lies: BURIN_DATA, beside the installed program, or in the sources that this was built from.
inline std::vector<std::filesystem::path> places() {
  std::vector<std::filesystem::path> found;
  if (const char *chosen = std::getenv("BURIN_DATA"))
    found.emplace_back(chosen);
  std::error_code unreadable;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  if (!unreadable)
    found.push_back(program.parent_path().parent_path() / "share/burin/examples/digits");
  found.emplace_back(BURIN_DIGITS_DATA);
  return found;
}

inline Dataset load() {
  std::string tried;
  for (const auto &place : places()) {
    std::ifstream file(place / "digits.u8", std::ios::binary);
    if (!file) {
      tried += "\n  " + (place / "digits.u8").string();
      continue;
    }
    Dataset data{{std::istreambuf_iterator<char>(file), {}}};
    if (data.bytes.size() != std::size_t{rows} * (pixels + 1))
      throw std::runtime_error((place / "digits.u8").string() + " is damaged: it has not 1797 x 65 bytes");
    return data;
  }
  throw std::runtime_error("the data file is in none of these places:" + tried);
}

inline Split arrays(const Dataset &data, int begin, int end) {
  std::vector<float> x;
  std::vector<std::int32_t> y;
  for (int row = begin; row < end; ++row) {
    const std::uint8_t *bytes = data.bytes.data() + static_cast<std::ptrdiff_t>(row) * (pixels + 1);
    for (int i = 0; i < pixels; ++i)
      x.push_back(static_cast<float>(bytes[i]) / 16);
    y.push_back(bytes[pixels]);
  }
  return {burin::Array::from_buffer(x, {end - begin, pixels}), burin::Array::from_buffer(y, {end - begin})};
}

/// The training rows in order; a last partial batch is dropped.
inline std::vector<Split> batches(const Dataset &data, int size) {
  std::vector<Split> parts;
  for (int first = 0; first + size <= train_rows; first += size)
    parts.push_back(arrays(data, first, first + size));
  return parts;
}

} // namespace digits
