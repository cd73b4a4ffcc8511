// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/control.h"

namespace burin::detail {

std::string weakness_of(std::initializer_list<TreeRef> trees) {
  std::string text;
  for (const TreeRef &tree : trees)
    for (const TreeLeaf &leaf : tree_leaves(tree))
      text += ArrayAccess::weak(*leaf.array) ? 'w' : 's';
  return text;
}

} // namespace burin::detail
