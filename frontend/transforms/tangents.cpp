// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/tangents.h"
#include "burin/errors.h"
#include "burin/tree.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

constexpr std::string_view cure =
    "Give a tree like the argument, with arrays of the same shapes and dtypes, or none for "
    "zero.";

std::string place(int argument, const std::string &path) {
  return join_path(argument_text(static_cast<std::size_t>(argument), {}), path);
}

[[noreturn]] void throw_mismatch(std::string_view op, const std::string &where, const std::string &expected,
                                 const std::string &got, const SourceLine &line) {
  throw TreeError(
      Message(op, "the tangent does not match " + where).expected(expected, got).at(line).cure(cure).text("treeerror"));
}

} // namespace

std::vector<const Array *> TangentLeaves::pointers() const {
  std::vector<const Array *> list;
  for (const Array &leaf : leaves)
    list.push_back(&leaf);
  return list;
}

Array TangentLeaves::checked(const std::string &where, const Array &primal, const Array &tangent) const {
  if (!is_floating(primal.dtype()))
    throw DTypeError(Message(op_, where + " of type " + leaf_text(primal) + " has no tangents")
                         .expected("none", leaf_text(tangent))
                         .at(line_)
                         .cure("Only floating arrays are differentiated; the tangent of others is none.")
                         .text("dtypeerror"));
  if (tangent.shape() == primal.shape() && tangent.dtype() == primal.dtype())
    return tangent;
  if (tangent.shape() == primal.shape() && ArrayAccess::weak(tangent))
    return tangent.astype(primal.dtype());
  throw_mismatch(op_, where, leaf_text(primal), leaf_text(tangent), line_);
}

void TangentLeaves::take(int argument, TreeRef primal, TreeRef tangent) {
  const std::vector<TreeLeaf> expected = tree_leaves(primal), given = tree_leaves(tangent);
  for (std::size_t i = 0; i < std::max(expected.size(), given.size()); ++i) {
    const bool known = i < expected.size(), present = i < given.size();
    if (!known || !present || expected[i].path != given[i].path)
      throw_mismatch(op_, place(argument, known ? expected[i].path : given[i].path),
                     known ? leaf_text(*expected[i].array) : "nothing",
                     present ? leaf_text(*given[i].array) + (given[i].path.empty() ? "" : " at " + given[i].path)
                             : "nothing",
                     line_);
    const Array &leaf = *expected[i].array, &direction = *given[i].array;
    const std::string where = place(argument, expected[i].path);
    if (leaf.is_none() && !direction.is_none())
      throw_mismatch(op_, where, "none", leaf_text(direction), line_);
    if (leaf.is_none())
      continue;
    if (!direction.is_none()) {
      tangents.push_back(checked(where, leaf, direction));
      wrt.push_back(static_cast<std::int64_t>(leaves.size()));
    }
    leaves.push_back(leaf);
  }
}

void TangentLeaves::take_zero(TreeRef primal) {
  for (const TreeLeaf &leaf : tree_leaves(primal))
    if (!leaf.array->is_none())
      leaves.push_back(*leaf.array);
}

void set_tangents(TreeRef tree, const TracedFunction &function, std::span<const Source> sources,
                  std::span<const Array> results) {
  std::vector<std::size_t> place_of_tangent(function.num_results());
  std::size_t next = function.num_results(), number = 0;
  for (std::size_t i = 0; i < place_of_tangent.size(); ++i)
    place_of_tangent[i] = is_floating(function.result_type(i).dtype) ? next++ : 0;
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    const Source source = sources[number++];
    const std::size_t at = source == no_source ? 0 : place_of_tangent[static_cast<std::size_t>(source)];
    ArrayAccess::set(*leaf.array, at ? results[at] : Array());
  }
}

} // namespace burin::detail
