// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/vjp_rule.h"
#include "burin/create.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

constexpr std::string_view bwd_cure = "Return std::tuple{...} with one entry per argument: a tree like the "
                                      "argument, a State, or none for zero.";

} // namespace

void refuse_bwd_result(const RuleSite &site, std::string_view got, std::size_t arguments) {
  refuse_rule(site, "bwd must return a std::tuple with one cotangent per argument of the function",
              "a std::tuple of " + std::to_string(arguments), std::string(got), bwd_cure);
}

void BackwardTrace::add_residuals(TreeRef residuals, const TracedFunction &types, std::span<const Source> sources,
                                  std::span<const Array> known) {
  std::size_t i = 0;
  for (const TreeLeaf &leaf : tree_leaves(residuals)) {
    const Array &value = known[i];
    const Source source = sources[i++];
    if (source == no_source)
      continue;
    const Array argument =
        scope_.argument(types.result_type(static_cast<std::size_t>(source)), join_path("residual", leaf.path));
    scope_.give_value(argument, value);
    ArrayAccess::set(*leaf.array, argument);
  }
}

void BackwardTrace::add_cotangent(Array &leaf, const TracedFunction &types, Source source, const std::string &path) {
  if (source == no_source)
    return;
  if (const ShapeDtype type = types.result_type(static_cast<std::size_t>(source)); is_floating(type.dtype))
    ArrayAccess::set(leaf, scope_.argument(type, path));
}

void BackwardTrace::add_cotangents(TreeRef outputs, const TracedFunction &types, std::span<const Source> sources) {
  std::size_t i = 0;
  for (const TreeLeaf &leaf : tree_leaves(outputs))
    add_cotangent(*leaf.array, types, sources[i++], join_path("cotangent", leaf.path));
}

void BackwardTrace::add_state_cotangents(TreeRef argument, const TracedFunction &types,
                                         std::span<const LeafSource> changed) {
  int number = 0;
  for (const TreeLeaf &leaf : tree_leaves(argument)) {
    ArrayAccess::set(*leaf.array, Array());
    if (!changed.empty() && changed.front().leaf == number++) {
      add_cotangent(*leaf.array, types, changed.front().source, join_path("cotangent of state", leaf.path));
      changed = changed.subspan(1);
    }
  }
}

void BackwardTrace::take_leaf(int argument, const TreeLeaf &original, const Array &cotangent) {
  if (original.array->is_none() || !is_floating(original.array->dtype()))
    return;
  const Shape &shape = original.array->shape();
  const DType dtype = original.array->dtype();
  if (cotangent.is_none()) {
    outputs_.push_back(zeros(shape, dtype));
    return;
  }
  if (!(cotangent.shape() == shape) || !is_floating(cotangent.dtype()))
    refuse_rule(site_, "bwd gives a cotangent of another type than " + argument_leaf(argument, original.path),
                leaf_text(*original.array), leaf_text(cotangent), bwd_cure);
  outputs_.push_back(cotangent.dtype() == dtype ? cotangent : cotangent.astype(dtype));
}

void BackwardTrace::take_tree(int argument, TreeRef original, TreeRef cotangent) {
  const std::vector<TreeLeaf> expected = tree_leaves(original), given = tree_leaves(cotangent);
  // A bare none stands for the zero of the whole argument.
  if (given.size() == 1 && given[0].path.empty() && given[0].array->is_none())
    return take_zero(argument, original);
  for (std::size_t i = 0; i < std::max(expected.size(), given.size()); ++i) {
    if (i < expected.size() && i < given.size() && expected[i].path == given[i].path) {
      take_leaf(argument, expected[i], *given[i].array);
      continue;
    }
    const bool known = i < expected.size();
    refuse_rule(site_,
                "bwd gives a cotangent of another structure than " +
                    argument_leaf(argument, known ? expected[i].path : given[i].path),
                known ? leaf_text(*expected[i].array) : "nothing",
                i < given.size() ? leaf_text(*given[i].array) + (given[i].path.empty() ? "" : " at " + given[i].path)
                                 : "nothing",
                bwd_cure);
  }
}

void BackwardTrace::take_state(int argument, TreeRef original, const State &cotangent) {
  const std::vector<TreeLeaf> leaves = tree_leaves(original);
  for (const auto &entry : cotangent) {
    const std::string &path = entry.first;
    const bool known =
        std::any_of(leaves.begin(), leaves.end(), [&](const TreeLeaf &leaf) { return plain_path(leaf.path) == path; });
    if (!known)
      refuse_rule(site_,
                  "bwd gives a cotangent for a path that " + argument_text(static_cast<std::size_t>(argument), {}) +
                      " does not have",
                  "a path of the argument", path, bwd_cure);
  }
  for (const TreeLeaf &leaf : leaves) {
    const Array *given = cotangent.find(leaf.path);
    take_leaf(argument, leaf, given ? *given : Array());
  }
}

void BackwardTrace::take_zero(int argument, TreeRef original) {
  for (const TreeLeaf &leaf : tree_leaves(original))
    take_leaf(argument, leaf, Array());
}

TracedFunction with_residuals_last(const RuleSite &site, const TracedFunction &fwd, std::span<const Array> leaves,
                                   std::size_t outputs, std::size_t residuals) {
  TraceScope::Options options = rule_options(site, " (fwd)");
  options.keep_values = false;
  TraceScope scope(std::move(options));
  std::vector<Array> results;
  {
    std::vector<Array> arguments;
    for (const Array &leaf : leaves)
      arguments.push_back(scope.argument(leaf, "argument " + std::to_string(arguments.size())));
    results = call(fwd, arguments, site.rules_line);
    const auto first = results.begin() + static_cast<std::ptrdiff_t>(outputs);
    std::rotate(first, first + static_cast<std::ptrdiff_t>(residuals), results.end());
  }
  return scope.close(std::move(results));
}

} // namespace burin::detail
