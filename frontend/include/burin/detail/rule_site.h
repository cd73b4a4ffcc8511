// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/traced_call.h"
#include "burin/tree.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What custom_vjp and custom_jvp have in common: tracing a function and its rules, and their errors.
namespace burin::detail {

/// Where the function and its rules were given, and how they are called in messages.
struct RuleSite {
  Transform transform = Transform::custom_vjp;
  std::string function;
  SourceLine function_line, rules_line;
};

[[noreturn]] void refuse_missing_rule(const RuleSite &site);
/// CustomRuleError with both lines.
[[noreturn]] void refuse_rule(const RuleSite &site, const std::string &problem, const std::string &expected,
                              const std::string &got, std::string_view cure);
/// fwd of custom_vjp, or the rule of custom_jvp, returns no pair; `second` is what it holds.
[[noreturn]] void refuse_not_pair(const RuleSite &site, std::string_view rule, std::string_view second,
                                  std::string_view got);

/// Types of the leaves of an output: "float32[3]", or ".x: float32[3], .y: none". The arrays of a closed trace are
/// gone: `sources` say which of its results they were.
std::string output_text(TreeRef output);
std::string output_text(TreeRef output, const TracedFunction &function, std::span<const Source> sources);
/// CustomRuleError where the output of a rule has not the structure and types of the function's.
void check_rule_output(const RuleSite &site, std::string_view rule, const std::string &expected,
                       const std::string &got);
/// CustomRuleError where fwd leaves other state behind than the function.
void check_rule_state(const RuleSite &site, const TracedFunction &primal, const std::vector<StateChange> &primal_states,
                      const TracedFunction &fwd, const std::vector<StateChange> &states);

/// "argument 0: .kernel".
std::string argument_leaf(int argument, const std::string &path);

/// `part`: "", " (fwd)", " (bwd)", " (rule)".
TraceScope::Options rule_options(const RuleSite &site, std::string_view part);
TraceRequest rule_request(const RuleSite &site, std::string_view part);

/// The arrays of the arguments that are inputs.
class InputLeaves final : public TreeVisitor {
public:
  template <class... G> explicit InputLeaves(const G &...g) { (add(g), ...); }
  void leaf(Array &array, LeafKind) override;

  std::vector<Array> arrays;
  std::vector<const Array *> pointers() const;

private:
  template <class G> void add(const G &g) {
    if constexpr (G::traced)
      g.tree().visit(*this);
  }
};

/// One per leaf, holes included: the value of a tracer where it is known, or none.
std::vector<Array> known_leaves(TreeRef tree);

template <class R> std::size_t count_leaves(const R &tree) { return tree_leaves(tree_ref(tree)).size(); }

} // namespace burin::detail
