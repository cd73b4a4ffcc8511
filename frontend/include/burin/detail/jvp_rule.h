// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/rule_signature.h"
#include "burin/detail/rule_site.h"

#include <span>
#include <tuple>
#include <utility>
#include <vector>

/// Tracing a call of a function with a rule for tangents: the function and the rule.
namespace burin::detail {

/// The trace of a rule in progress: makes primals and tangents, checks and collects the tangents of the output.
class TangentTrace {
public:
  TangentTrace(const RuleSite &site, TraceScope &scope) : site_(site), scope_(scope) {}

  /// In this order: all primals, then all tangents. Arrays that have none become holes.
  void add_primal(TreeRef primal, int argument);
  void add_tangent(TreeRef tangent, int argument);

  /// The output, and whether it is the function's.
  void take_output(const TracedFunction &primal, TreeRef expected, std::span<const Source> sources, TreeRef output);
  void take_tangent(TreeRef output, TreeRef tangent);
  void take_zero_tangent(TreeRef output);
  std::vector<Array> &&outputs() { return std::move(outputs_); }

private:
  void take_leaf(const TreeLeaf &output, const Array &tangent);
  const RuleSite &site_;
  TraceScope &scope_;
  std::vector<Array> outputs_;
};

/// Primals or tangents of the arguments that are differentiated; plain numbers are known, and have no tangent.
template <class G> auto rule_primal(const G &g) {
  if constexpr (is_nondiff<G>)
    return std::tuple<>();
  else
    return std::tuple<typename G::Stored>(g.copy());
}
template <class G> auto rule_tangent(const G &g) {
  if constexpr (is_nondiff<G>)
    return std::tuple<>();
  else if constexpr (G::traced)
    return std::tuple<typename G::Stored>(g.copy());
  else
    return std::tuple<None>();
}

template <class T> void add_tangent_argument(TangentTrace &trace, T &tangent, int argument) {
  if constexpr (!std::is_same_v<T, None>)
    trace.add_tangent(tree_ref(tangent), argument);
}

template <class Result, class Plan>
void take_rule_result(const RuleSite &site, TangentTrace &trace, const TracedFunction &primal, const Plan &plan,
                      const Result &result) {
  if constexpr (TupleNode<Result> && !ArrayLeaf<Result>) {
    if constexpr (std::tuple_size_v<Result> == 2) {
      const auto &[output, tangent] = result;
      using Tangent = std::remove_cvref_t<decltype(tangent)>;
      trace.take_output(primal, tree_ref(*plan.result), plan.result_sources, tree_ref(output));
      if constexpr (std::is_same_v<Tangent, None>)
        trace.take_zero_tangent(tree_ref(output));
      else if constexpr (Arithmetic<Tangent>)
        trace.take_tangent(tree_ref(output), tree_ref(Array(tangent)));
      else
        trace.take_tangent(tree_ref(output), tree_ref(tangent));
      return;
    }
  }
  refuse_not_pair(site, "the rule", "tangent of the output", reflect::type_name<Result>());
}

template <class Rule, class Plan, class... G>
TracedFunction trace_tangents(const RuleSite &site, const Rule &rule, const TracedFunction &primal, const Plan &plan,
                              const G &...g) {
  TraceScope scope(rule_options(site, " (rule)"));
  std::vector<Array> outputs;
  {
    TangentTrace trace(site, scope);
    auto primals = std::tuple_cat(rule_primal(g)...);
    auto tangents = std::tuple_cat(rule_tangent(g)...);
    constexpr auto positions = differentiated_positions<G...>();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (trace.add_primal(tree_ref(std::get<I>(primals)), positions[I]), ...);
      (add_tangent_argument(trace, std::get<I>(tangents), positions[I]), ...);
    }(std::make_index_sequence<positions.size()>());
    const auto result = [&] {
      UserCode user;
      return std::apply(
          [&](const auto &...constant) {
            return rule(*constant.object..., std::as_const(primals), std::as_const(tangents));
          },
          nondiff_arguments(g...));
    }();
    take_rule_result(site, trace, primal, plan, result);
    outputs = trace.outputs();
  }
  return scope.close(std::move(outputs));
}

/// A call inside a trace.
template <class F, class Rule> struct JvpRule {
  RuleSite site;
  F f;
  Rule rule;

  template <class... G> auto operator()(const G &...g) const {
    static_assert(!(G::writable || ...), "burin: the function given to custom_jvp has no T & parameters: a rule for "
                                         "tangents says nothing about state; pass and return it");
    const UserLine line(site.function_line);
    const InputLeaves leaves(g...);
    const auto primal = trace_call(rule_request(site, ""), f, [](auto &) {}, g...);
    const TracedFunction traced = trace_tangents(site, rule, primal.function, *primal.plan, g...);
    const std::vector<Array> results = call_custom_jvp(primal.function, traced, leaves.arrays, site.function_line);
    return finish_call(*primal.plan, results, leaves.pointers(), g...);
  }

  std::string identity() const
    requires(has_identity<F>() && has_identity<Rule>())
  {
    return identity_of(f) + ";" + identity_of(rule);
  }
};

} // namespace burin::detail
