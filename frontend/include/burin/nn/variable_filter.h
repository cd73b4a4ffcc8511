// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burin::nn {

/// Selects variables whose path contains one of some texts: "kernel", {"kernel", "blocks/0"}; none selects all. Paths
/// are joined with slashes: "blocks/0/kernel".
class [[gnu::visibility("default")]] VariableFilter {
public:
  VariableFilter() = default;
  VariableFilter(None) {}
  VariableFilter(std::nullopt_t) {}
  VariableFilter(const char *text) : texts_{text} {}
  VariableFilter(std::initializer_list<std::string_view> texts) : texts_(texts.begin(), texts.end()) {}

  /// The path as of tree::paths: ".blocks[0].kernel".
  bool selects(std::string_view path) const;

  friend bool operator==(const VariableFilter &, const VariableFilter &) = default;
  friend std::size_t burin_hash(const VariableFilter &filter) {
    std::size_t hash = filter.texts_.size();
    for (const std::string &text : filter.texts_)
      hash = hash * 31 + std::hash<std::string>()(text);
    return hash;
  }

private:
  std::vector<std::string> texts_; ///< empty: all are selected
};

} // namespace burin::nn
