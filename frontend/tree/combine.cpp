// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "burin/filter.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

std::vector<KeyLine> lines_of(TreeRef tree) {
  std::vector<KeyLine> lines;
  DescribeVisitor describe(lines);
  tree.visit(describe);
  return lines;
}

/// Equal but for the arrays.
bool agree(const KeyLine &a, const KeyLine &b) {
  if (a.path != b.path || a.kind != b.kind)
    return false;
  return a.kind == KeyLine::Kind::array || (a.value == b.value && a.type == b.type && a.digest == b.digest);
}

std::string side(const std::vector<KeyLine> &lines, std::size_t i) {
  if (i >= lines.size())
    return "nothing";
  const KeyLine &line = lines[i];
  const std::string text = line.value.empty() ? std::string(line.type) : line.value;
  return line.path.empty() ? text : line.path + ": " + text;
}

void require_agreement(TreeRef first, TreeRef other) {
  const std::vector<KeyLine> a = lines_of(first), b = lines_of(other);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i < a.size() && i < b.size() && agree(a[i], b[i]))
      continue;
    throw TreeError(Message("combine", "the trees differ in more than their arrays")
                        .expected(side(a, i), side(b, i))
                        .at({})
                        .cure("Combine what partition or filter made of one tree.")
                        .text("treeerror"));
  }
}

} // namespace

void combine_into(TreeRef result, std::span<const TreeRef> others) {
  const std::vector<TreeLeaf> leaves = tree_leaves(result);
  for (const TreeRef &other : others)
    require_agreement(result, other);
  for (const TreeRef &other : others) {
    const std::vector<TreeLeaf> next = tree_leaves(other);
    for (std::size_t i = 0; i < leaves.size(); ++i)
      if (leaves[i].array->is_none())
        ArrayAccess::set(*leaves[i].array, *next[i].array);
  }
}

} // namespace burin::detail
