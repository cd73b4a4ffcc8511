// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/jvp_rule.h"
#include "burin/create.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

constexpr std::string_view tangent_cure =
    "Return std::pair{output, tangent} from the rule, with a tangent like the output, or none for zero.";

bool has_tangent(const Array &leaf) { return !leaf.is_none() && is_floating(leaf.dtype()); }

} // namespace

void TangentTrace::add_primal(TreeRef primal, int argument) {
  for (const TreeLeaf &leaf : tree_leaves(primal))
    if (!leaf.array->is_none())
      ArrayAccess::set(*leaf.array, scope_.argument(*leaf.array, argument_leaf(argument, leaf.path)));
}

void TangentTrace::add_tangent(TreeRef tangent, int argument) {
  for (const TreeLeaf &leaf : tree_leaves(tangent)) {
    if (!has_tangent(*leaf.array)) {
      ArrayAccess::set(*leaf.array, Array());
      continue;
    }
    const ShapeDtype type{leaf.array->shape(), leaf.array->dtype()};
    ArrayAccess::set(*leaf.array, scope_.argument(type, "tangent of " + argument_leaf(argument, leaf.path)));
  }
}

void TangentTrace::take_output(const TracedFunction &primal, TreeRef expected, std::span<const Source> sources,
                               TreeRef output) {
  check_rule_output(site_, "the rule", output_text(expected, primal, sources), output_text(output));
  for (const TreeLeaf &leaf : tree_leaves(output))
    if (!leaf.array->is_none())
      outputs_.push_back(*leaf.array);
}

void TangentTrace::take_leaf(const TreeLeaf &output, const Array &tangent) {
  if (!has_tangent(*output.array))
    return;
  const Shape &shape = output.array->shape();
  const DType dtype = output.array->dtype();
  if (tangent.is_none()) {
    outputs_.push_back(zeros(shape, dtype));
    return;
  }
  if (!(tangent.shape() == shape) || !is_floating(tangent.dtype()))
    refuse_rule(site_, "the rule gives a tangent of another type than " + join_path("the output", output.path),
                leaf_text(*output.array), leaf_text(tangent), tangent_cure);
  outputs_.push_back(tangent.dtype() == dtype ? tangent : tangent.astype(dtype));
}

void TangentTrace::take_tangent(TreeRef output, TreeRef tangent) {
  const std::vector<TreeLeaf> expected = tree_leaves(output), given = tree_leaves(tangent);
  if (given.size() == 1 && given[0].path.empty() && given[0].array->is_none())
    return take_zero_tangent(output);
  for (std::size_t i = 0; i < std::max(expected.size(), given.size()); ++i) {
    if (i < expected.size() && i < given.size() && expected[i].path == given[i].path) {
      take_leaf(expected[i], *given[i].array);
      continue;
    }
    const bool known = i < expected.size();
    refuse_rule(site_,
                "the rule gives a tangent of another structure than " +
                    join_path("the output", known ? expected[i].path : given[i].path),
                known ? leaf_text(*expected[i].array) : "nothing",
                i < given.size() ? leaf_text(*given[i].array) : "nothing", tangent_cure);
  }
}

void TangentTrace::take_zero_tangent(TreeRef output) {
  for (const TreeLeaf &leaf : tree_leaves(output))
    take_leaf(leaf, Array());
}

} // namespace burin::detail
