// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/rule_site.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"
#include "frontend/trace/node.h"

#include <functional>

namespace burin::detail {
namespace {

std::string result_text(const TracedFunction &function, Source source) {
  return source == no_source ? "none" : type_text(function.result_type(static_cast<std::size_t>(source)));
}

std::string typed_leaves(TreeRef output, const std::function<std::string(const TreeLeaf &)> &type) {
  std::string text;
  for (const TreeLeaf &leaf : tree_leaves(output))
    text += (text.empty() ? "" : ", ") + (leaf.path.empty() ? "" : leaf.path + ": ") + type(leaf);
  return text.empty() ? "nothing" : text;
}

/// "argument 0 array 1: float32[3]".
std::string state_text(const TracedFunction &function, const std::vector<StateChange> &states) {
  std::string text;
  for (const StateChange &state : states)
    for (const LeafSource &leaf : state.leaves)
      text += (text.empty() ? "" : ", ") + argument_text(static_cast<std::size_t>(state.argument), {}) + " array " +
              std::to_string(leaf.leaf) + ": " + result_text(function, leaf.source);
  return text.empty() ? "none" : text;
}

} // namespace

std::string output_text(TreeRef output) {
  return typed_leaves(output, [](const TreeLeaf &leaf) { return type_text(*leaf.array); });
}

std::string output_text(TreeRef output, const TracedFunction &function, std::span<const Source> sources) {
  auto source = sources.begin();
  return typed_leaves(output, [&](const TreeLeaf &) { return result_text(function, *source++); });
}

void refuse_rule(const RuleSite &site, const std::string &problem, const std::string &expected, const std::string &got,
                 std::string_view cure) {
  Message message(name_of(site.transform), problem);
  message.expected(expected, got);
  if (site.function_line.known())
    message.note("the function " + site.function + " is given at " + text_of(site.function_line));
  if (site.rules_line.known())
    message.note("its rules are given at " + text_of(site.rules_line));
  throw CustomRuleError(message.cure(cure).text("customruleerror"));
}

void refuse_missing_rule(const RuleSite &site) {
  const bool vjp = site.transform == Transform::custom_vjp;
  throw CustomRuleError(
      Message(name_of(site.transform), "the function " + site.function + " has no derivative rule")
          .expected(vjp ? "a call of defvjp" : "a call of defjvp", "none")
          .at(site.function_line)
          .cure(vjp ? "Call f.defvjp(fwd, bwd) before calling f." : "Call f.defjvp(rule) before calling f.")
          .text("customruleerror"));
}

void refuse_not_pair(const RuleSite &site, std::string_view rule, std::string_view second, std::string_view got) {
  const std::string name(rule), other(second);
  refuse_rule(site, name + " must return a pair of the function's output and the " + other,
              "std::pair{output, " + other + "}", std::string(got), "Return std::pair{output, ...} from " + name + ".");
}

void check_rule_output(const RuleSite &site, std::string_view rule, const std::string &expected,
                       const std::string &got) {
  const std::string name(rule);
  if (expected != got)
    refuse_rule(site, "the output of " + name + " has not the structure and types of the function's", expected, got,
                "Let the first of the pair that " + name + " returns be what the function returns.");
}

void check_rule_state(const RuleSite &site, const TracedFunction &primal, const std::vector<StateChange> &primal_states,
                      const TracedFunction &fwd, const std::vector<StateChange> &states) {
  const std::string expected = state_text(primal, primal_states), got = state_text(fwd, states);
  if (expected != got)
    refuse_rule(site, "fwd changes other arrays of its arguments than the function does", expected, got,
                "Let fwd change its T & arguments as the function does.");
}

std::string argument_leaf(int argument, const std::string &path) {
  return join_path(argument_text(static_cast<std::size_t>(argument), {}), path);
}

TraceScope::Options rule_options(const RuleSite &site, std::string_view part) {
  TraceScope::Options options;
  options.transform = site.transform;
  options.function = site.function + std::string(part);
  options.line = part.empty() ? site.function_line : site.rules_line;
  options.keep_values = values_known();
  return options;
}

TraceRequest rule_request(const RuleSite &site, std::string_view part) {
  return {name_of(site.transform), rule_options(site, part), Forwarding::none, {}};
}

void InputLeaves::leaf(Array &array, LeafKind) {
  if (!array.is_none())
    arrays.push_back(array);
}

std::vector<const Array *> InputLeaves::pointers() const {
  std::vector<const Array *> list;
  for (const Array &array : arrays)
    list.push_back(&array);
  return list;
}

std::vector<Array> known_leaves(TreeRef tree) {
  std::vector<Array> values;
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    Concrete *known = known_value(ArrayAccess::node(*leaf.array));
    if (known)
      retain(known);
    values.push_back(known ? ArrayAccess::wrap(NodeRef(known)) : Array());
  }
  return values;
}

} // namespace burin::detail
