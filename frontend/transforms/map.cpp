// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/map.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"
#include "frontend/transforms/control_errors.h"

#include <algorithm>

namespace burin::detail {
namespace {

/// With other leading extents in place of the first `axes` ones.
Array with_leading(const Array &x, std::initializer_list<std::int64_t> leading, std::size_t axes) {
  Shape shape;
  for (const std::int64_t extent : leading)
    shape.push_back(extent);
  for (std::size_t i = axes; i < x.ndim(); ++i)
    shape.push_back(x.shape()[i]);
  return reshape_to(x, shape);
}

template <class Change> void change_leaves(TreeRef tree, const Change &change) {
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none())
      ArrayAccess::set(*leaf.array, change(*leaf.array));
}

} // namespace

Batches batches_of(const ControlSite &site, TreeRef xs, std::int64_t size) {
  LengthClaims claims(site);
  for (const TreeLeaf &leaf : tree_leaves(xs))
    if (!leaf.array->is_none())
      claims.array(join_path("xs", leaf.path), *leaf.array);
  const std::int64_t rows = claims.agreed();
  if (size < 1)
    throw UnsupportedError(Message(site.op(), "the option batch_size is out of range")
                               .expected("1 or more", std::to_string(size))
                               .at(site.line)
                               .cure("Leave the option out to take one row at a time.")
                               .text("unsupportederror"));
  const std::int64_t whole = std::min(size, std::max<std::int64_t>(rows, 1));
  return {rows, whole, rows / whole};
}

void take_batches(TreeRef xs, const Batches &batches) {
  change_leaves(xs, [&](const Array &x) {
    return with_leading(slice_along(x, 0, 0, batches.count * batches.size), {batches.count, batches.size}, 1);
  });
}

void take_rest(TreeRef xs, const Batches &batches) {
  change_leaves(xs, [&](const Array &x) { return slice_along(x, 0, batches.count * batches.size, batches.rows); });
}

void join_batches(TreeRef ys, const Batches &batches, const TreeRef *rest) {
  const std::vector<TreeLeaf> behind = rest ? tree_leaves(*rest) : std::vector<TreeLeaf>();
  std::size_t number = 0;
  for (const TreeLeaf &leaf : tree_leaves(ys)) {
    const std::size_t at = number++;
    if (leaf.array->is_none())
      continue;
    Array joined = with_leading(*leaf.array, {batches.count * batches.size}, 2);
    if (rest)
      joined = concatenate({joined, *behind[at].array}, 0);
    ArrayAccess::set(*leaf.array, joined);
  }
}

} // namespace burin::detail
