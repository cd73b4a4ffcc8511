// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/replaced_weights.h"

#include "burin/errors.h"
#include "frontend/nn/message.h"

namespace burin::detail {

bool is_weight(const TreeLeaf &leaf) {
  return leaf.kind == LeafKind::array && !leaf.array->is_none() && is_floating(leaf.array->dtype());
}

void keep_state(TreeRef layer, TreeRef copy, const std::vector<bool> &replaced, std::source_location where) {
  const std::vector<TreeLeaf> own = tree_leaves(layer), called = tree_leaves(copy);
  if (own.size() != called.size())
    throw TreeError(nn::message("nn.WeightNorm",
                                "the wrapped layer has changed its structure in the call; expected " +
                                    std::to_string(own.size()) + " arrays, got " + std::to_string(called.size()),
                                where, "Change the structure outside of the wrapper.", "treeerror"));
  for (std::size_t i = 0; i < own.size(); ++i)
    if (!replaced[i] && !ArrayAccess::same_node(*own[i].array, *called[i].array))
      *own[i].array = *called[i].array;
}

} // namespace burin::detail
