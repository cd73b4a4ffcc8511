// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/variable_filter.h"

#include <algorithm>

namespace burin::nn {

namespace {

/// ".blocks[0].kernel" and ".scale["kernel"]" with slashes: "blocks/0/kernel", "scale/kernel".
std::string with_slashes(std::string_view path) {
  std::string joined;
  for (const char c : path)
    if (c == '.' || c == '[')
      joined += joined.empty() ? "" : "/";
    else if (c != ']' && c != '"')
      joined += c;
  return joined;
}

} // namespace

bool VariableFilter::selects(std::string_view path) const {
  const std::string joined = with_slashes(path);
  return texts_.empty() || std::any_of(texts_.begin(), texts_.end(),
                                       [&](const std::string &text) { return joined.find(text) != std::string::npos; });
}

} // namespace burin::nn
