// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/tree.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

#include <cstring>

namespace burin::detail {
namespace {

class LeafLister final : public TreeVisitor {
public:
  LeafLister() : TreeVisitor(true) {}
  void leaf(Array &array, LeafKind kind) override { leaves.push_back({std::string(path()), &array, kind}); }
  std::vector<TreeLeaf> leaves;
};

std::string side(const std::vector<TreeLeaf> &leaves, std::size_t i) {
  if (i >= leaves.size())
    return "nothing";
  const TreeLeaf &leaf = leaves[i];
  return (leaf.path.empty() ? "" : leaf.path + ": ") + leaf_text(*leaf.array);
}

std::string shape_text(const std::vector<KeyLine> &lines) {
  std::string text;
  for (const KeyLine &line : lines) {
    if (line.value.empty())
      continue;
    text += (text.empty() ? "" : "\n") + line.path + ": " +
            (line.kind != KeyLine::Kind::array || line.value == "none" ? line.value : "*");
  }
  return text;
}

template <class T> bool same_elements(const void *a, const void *b, std::size_t count) {
  const auto *x = static_cast<const T *>(a), *y = static_cast<const T *>(b);
  for (std::size_t i = 0; i < count; ++i)
    if (!(x[i] == y[i]))
      return false;
  return true;
}

bool arrays_equal(const Array &a, const Array &b) {
  if (a.is_none() || b.is_none())
    return a.is_none() == b.is_none();
  if (a.dtype() != b.dtype() || !(a.shape() == b.shape()))
    return false;
  const void *x = require_value(a, Need::elements, "tree::equal", user_line()).data();
  const void *y = require_value(b, Need::elements, "tree::equal", user_line()).data();
  const auto count = static_cast<std::size_t>(a.size());
  if (a.dtype() == f32)
    return same_elements<float>(x, y, count);
  if (a.dtype() == f64)
    return same_elements<double>(x, y, count);
  return std::memcmp(x, y, count * size_of(a.dtype())) == 0;
}

/// ["a"] and ["b["c"]"], not ["a"].b["c"].
bool is_one_key(std::string_view path) {
  if (!path.starts_with("[\""))
    return false;
  std::size_t depth = 0;
  for (std::size_t at = 0; at + 1 < path.size(); ++at) {
    const std::string_view two = path.substr(at, 2);
    if (two != "[\"" && two != "\"]")
      continue;
    depth = two == "[\"" ? depth + 1 : depth - 1;
    if (depth == 0)
      return at + 2 == path.size();
    ++at;
  }
  return false;
}

} // namespace

bool is_trained(const Array &leaf, LeafKind kind) {
  return !leaf.is_none() && kind == LeafKind::array && is_floating(leaf.dtype());
}

std::string_view plain_path(std::string_view path) {
  if (is_one_key(path))
    return path.substr(2, path.size() - 4);
  return path.starts_with('.') ? path.substr(1) : path;
}

std::vector<TreeLeaf> tree_leaves(TreeRef tree) {
  LeafLister lister;
  tree.visit(lister);
  return std::move(lister.leaves);
}

TreeShape tree_shape(TreeRef tree) {
  CallKey key;
  KeyVisitor visitor(key, KeyVisitor::Content::structure);
  tree.visit(visitor);
  std::vector<KeyLine> lines;
  DescribeVisitor describe(lines);
  tree.visit(describe);
  return {StoredKey(key), shape_text(lines), key.leaves.size()};
}

bool same_shape(const TreeShape &shape, TreeRef tree) {
  CallKey key;
  KeyVisitor visitor(key, KeyVisitor::Content::structure);
  tree.visit(visitor);
  return shape.key.matches(key);
}

bool same_shapes(const TreeShape &a, const TreeShape &b) {
  CallKey key;
  key.words = b.key.words;
  for (const OwnedMeta &meta : b.key.metas)
    key.metas.push_back({meta.object.get(), meta.ops});
  return a.key.matches(key);
}

void require_same_structure(std::string_view op, TreeRef first, TreeRef other, const SourceLine &line) {
  const std::vector<TreeLeaf> a = tree_leaves(first), b = tree_leaves(other);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const bool both = i < a.size() && i < b.size();
    if (both && a[i].path == b[i].path && (a[i].array->is_none() || !b[i].array->is_none()))
      continue;
    throw TreeError(Message(op, "the trees have different structures")
                        .expected(side(a, i), side(b, i))
                        .at(line)
                        .cure("Give both trees the same fields, sizes and holes.")
                        .text("treeerror"));
  }
}

bool trees_equal(TreeRef a, TreeRef b) {
  if (!same_shape(tree_shape(a), b))
    return false;
  const std::vector<TreeLeaf> x = tree_leaves(a), y = tree_leaves(b);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!arrays_equal(*x[i].array, *y[i].array))
      return false;
  return true;
}

Array tree_all_finite(TreeRef tree, std::source_location where) {
  const UserLine line(where);
  Array result(true);
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none() && is_floating(leaf.array->dtype()))
      result = result & all(isfinite(*leaf.array));
  return result;
}

void fill_leaves(TreeRef tree, const std::vector<bool> &holes, std::span<const Array> leaves, const SourceLine &line) {
  std::size_t needed = 0;
  for (const bool hole : holes)
    needed += !hole;
  if (needed != leaves.size())
    throw TreeError(Message("tree::unflatten", "the number of leaves is not the structure's")
                        .expected(std::to_string(needed) + " leaves", std::to_string(leaves.size()))
                        .at(line)
                        .cure("Give the leaves in the order of tree::flatten, without holes.")
                        .text("treeerror"));
  std::size_t i = 0, next = 0;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!holes[i++])
      ArrayAccess::set(*leaf.array, leaves[next++]);
}

std::vector<bool> empty_leaves(TreeRef tree) {
  std::vector<bool> holes;
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    holes.push_back(leaf.array->is_none());
    ArrayAccess::set(*leaf.array, Array());
  }
  return holes;
}

} // namespace burin::detail
