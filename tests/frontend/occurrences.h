// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <cstddef>
#include <string>

/// How often a word stands in a text, that of a program mostly.
inline std::size_t occurrences(const std::string &text, const std::string &word) {
  std::size_t number = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++number;
  return number;
}
