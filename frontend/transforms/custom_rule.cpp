// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/custom_rule.h"
#include "burin/create.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

#include <algorithm>

namespace burin::detail {
namespace {

[[noreturn]] void refuse(const RuleSite &site, const std::string &problem, const std::string &expected,
                         const std::string &got, std::string_view cure) {
  Message message("custom_vjp", problem);
  message.expected(expected, got);
  if (site.function_line.known())
    message.note("the function " + site.function + " is given at " + text_of(site.function_line));
  if (site.rules_line.known())
    message.note("its rules are given at " + text_of(site.rules_line));
  throw CustomRuleError(message.cure(cure).text("customruleerror"));
}

/// Types of the leaves of a trace's output: "float32[3]", or ".x: float32[3], .y: none".
std::string output_text(const TracedFunction &function, TreeRef output, std::span<const Source> sources) {
  std::string text;
  std::size_t i = 0;
  for (const TreeLeaf &leaf : tree_leaves(output)) {
    const Source source = sources[i++];
    text += (text.empty() ? "" : ", ") + (leaf.path.empty() ? "" : leaf.path + ": ") +
            (source == no_source ? "none" : type_text(function.result_type(static_cast<std::size_t>(source))));
  }
  return text.empty() ? "nothing" : text;
}

std::string argument_leaf(int argument, const std::string &path) {
  return join_path(argument_text(static_cast<std::size_t>(argument), {}), path);
}

constexpr std::string_view bwd_cure = "Return std::tuple{...} with one entry per argument: a tree like the "
                                      "argument, a State, or none for zero.";

} // namespace

void refuse_missing_rule(const RuleSite &site) {
  throw CustomRuleError(Message("custom_vjp", "the function " + site.function + " has no derivative rule")
                            .expected("a call of defvjp", "none")
                            .at(site.function_line)
                            .cure("Call f.defvjp(fwd, bwd) before calling f.")
                            .text("customruleerror"));
}

void refuse_not_pair(const RuleSite &site, std::string_view got) {
  refuse(site, "fwd must return a pair of the function's output and the residuals", "std::pair{output, residuals}",
         std::string(got), "Return std::pair{output, std::tuple{...}} from fwd.");
}

void refuse_bwd_result(const RuleSite &site, std::string_view got, std::size_t arguments) {
  refuse(site, "bwd must return a std::tuple with one cotangent per argument of the function",
         "a std::tuple of " + std::to_string(arguments), std::string(got), bwd_cure);
}

void check_forward(const RuleSite &site, const TracedFunction &primal, TreeRef primal_output,
                   std::span<const Source> primal_sources, const TracedFunction &fwd, TreeRef fwd_output,
                   std::span<const Source> fwd_sources) {
  const std::string expected = output_text(primal, primal_output, primal_sources),
                    got = output_text(fwd, fwd_output, fwd_sources);
  if (expected != got)
    refuse(site, "the output of fwd has not the structure and types of the function's", expected, got,
           "Let the first of the pair that fwd returns be what the function returns.");
}

void BackwardTrace::add_residuals(TreeRef residuals, const TracedFunction &types, std::span<const Source> sources) {
  std::size_t i = 0;
  for (const TreeLeaf &leaf : tree_leaves(residuals))
    if (const Source source = sources[i++]; source != no_source)
      ArrayAccess::set(*leaf.array, scope_.argument(types.result_type(static_cast<std::size_t>(source)),
                                                    join_path("residual", leaf.path)));
}

void BackwardTrace::add_cotangents(TreeRef outputs, const TracedFunction &types, std::span<const Source> sources) {
  std::size_t i = 0;
  for (const TreeLeaf &leaf : tree_leaves(outputs)) {
    const Source source = sources[i++];
    if (source == no_source)
      continue;
    if (const ShapeDtype type = types.result_type(static_cast<std::size_t>(source)); is_floating(type.dtype))
      ArrayAccess::set(*leaf.array, scope_.argument(type, join_path("cotangent", leaf.path)));
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
    refuse(site_, "bwd gives a cotangent of another type than " + argument_leaf(argument, original.path),
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
    refuse(site_,
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
    const bool known = std::any_of(leaves.begin(), leaves.end(), [&](const TreeLeaf &leaf) {
      return leaf.path == path || (leaf.path.starts_with('.') && std::string_view(leaf.path).substr(1) == path);
    });
    if (!known)
      refuse(site_,
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

TraceScope::Options backward_options(const RuleSite &site) {
  TraceScope::Options options;
  options.transform = Transform::custom_vjp;
  options.function = site.function + " (bwd)";
  options.line = site.rules_line;
  return options;
}

TraceRequest rule_request(const RuleSite &site, std::string_view part) {
  TraceScope::Options options;
  options.transform = Transform::custom_vjp;
  options.function = site.function + std::string(part);
  options.line = part.empty() ? site.function_line : site.rules_line;
  options.keep_values = values_known();
  return {"custom_vjp", std::move(options), Forwarding::none, {}};
}

} // namespace burin::detail
