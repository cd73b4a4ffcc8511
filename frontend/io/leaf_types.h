// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/tree.h"
#include "frontend/io/file_call.h"

namespace burin::detail {

/// An array that there is, by name.
struct NamedType {
  std::string name;
  ShapeDtype type;
};

/// For every leaf of a tree, without holes, which of the arrays has its path: TreeError, before anything is read,
/// unless each leaf has one of its shape and dtype and no array is left over. It lists what is missing, unexpected and
/// different.
std::vector<std::size_t> match_leaves(const std::vector<TreeLeaf> &leaves, const std::vector<NamedType> &arrays,
                                      const FileCall &call, std::string_view cure);

/// The leaves of a tree that are no holes.
std::vector<TreeLeaf> present_leaves(TreeRef tree);

} // namespace burin::detail
