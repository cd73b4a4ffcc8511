// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace burin::detail {

/// The structure of a tree, kept for comparison and for messages.
class TreePicture {
public:
  explicit TreePicture(TreeRef tree);
  /// The first places where two structures differ, in words: ".h: an array" and ".h: none"; nothing when they are
  /// equal.
  std::optional<std::pair<std::string, std::string>> difference(const TreePicture &other,
                                                                std::string_view hidden_prefix = {}) const;

private:
  TreeShape shape_;
  std::vector<KeyLine> lines_;
};

} // namespace burin::detail
