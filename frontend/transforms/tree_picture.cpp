// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/tree_picture.h"

#include <algorithm>

namespace burin::detail {
namespace {

std::string text_of_line(const KeyLine &line) {
  return line.kind == KeyLine::Kind::array && line.value != "none" ? "an array" : line.value;
}

std::string side(const std::vector<KeyLine> &lines, std::size_t i, std::string_view hidden_prefix) {
  if (i >= lines.size())
    return "nothing";
  std::string_view path = lines[i].path;
  if (path.starts_with(hidden_prefix))
    path.remove_prefix(hidden_prefix.size());
  return (path.empty() ? "" : std::string(path) + ": ") + text_of_line(lines[i]);
}

} // namespace

TreePicture::TreePicture(TreeRef tree) : shape_(tree_shape(tree)) {
  DescribeVisitor visitor(lines_);
  tree.visit(visitor);
  std::erase_if(lines_, [](const KeyLine &line) { return line.value.empty(); }); // of one size in all trees of the type
}

std::optional<std::pair<std::string, std::string>> TreePicture::difference(const TreePicture &other,
                                                                           std::string_view hidden_prefix) const {
  const std::vector<KeyLine> &a = lines_, &b = other.lines_;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const bool both = i < a.size() && i < b.size();
    if (!both || a[i].path != b[i].path || a[i].kind != b[i].kind || text_of_line(a[i]) != text_of_line(b[i]))
      return std::pair{side(a, i, hidden_prefix), side(b, i, hidden_prefix)};
  }
  if (!same_shapes(shape_, other.shape_))
    return std::pair{std::string("the same values"), std::string("others")};
  return std::nullopt;
}

} // namespace burin::detail
