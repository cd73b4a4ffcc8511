// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"
#include "burin/in.h"
#include "burin/state.h"

#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/// Tracing a function with a derivative rule of its own: the primal, fwd and bwd at the call.
namespace burin::detail {

/// Where the function and its rules were given, and how they are called in messages.
struct RuleSite {
  std::string function;
  SourceLine function_line, rules_line;
};

[[noreturn]] void refuse_missing_rule(const RuleSite &site);
[[noreturn]] void refuse_not_pair(const RuleSite &site, std::string_view got);
[[noreturn]] void refuse_bwd_result(const RuleSite &site, std::string_view got, std::size_t arguments);
[[noreturn]] void refuse_state(const RuleSite &site, int argument);

/// CustomRuleError where the output of fwd has not the structure and types of the function's.
void check_forward(const RuleSite &site, const TracedFunction &primal, TreeRef primal_output,
                   std::span<const Source> primal_sources, const TracedFunction &fwd, TreeRef fwd_output,
                   std::span<const Source> fwd_sources);

/// The trace of bwd in progress: makes its arguments, checks and collects its cotangents.
class BackwardTrace {
public:
  BackwardTrace(const RuleSite &site, TraceScope &scope) : site_(site), scope_(scope) {}

  /// Fills residuals, or cotangents of outputs, with arguments. `offset` is the first result of `types` that
  /// belongs here.
  void add_residuals(TreeRef residuals, const TracedFunction &types, std::span<const Source> sources);
  void add_cotangents(TreeRef outputs, const TracedFunction &types, std::span<const Source> sources);

  void take_tree(int argument, TreeRef original, TreeRef cotangent);
  void take_state(int argument, TreeRef original, const State &cotangent);
  void take_zero(int argument, TreeRef original);
  std::vector<Array> &&outputs() { return std::move(outputs_); }

private:
  void take_leaf(int argument, const TreeLeaf &original, const Array &cotangent);
  const RuleSite &site_;
  TraceScope &scope_;
  std::vector<Array> outputs_;
};

TraceScope::Options backward_options(const RuleSite &site);
TraceRequest rule_request(const RuleSite &site, std::string_view part);

template <class P> using RuleValue = std::conditional_t<std::is_same_v<Value<P>, In>, Array, Value<P>>;

/// How the function's parameters are passed: arrays and trees as inputs, numbers and other plain values
/// unchanged.
template <class V>
using RuleArgument = std::conditional_t<Arithmetic<V>, KnownArgument<V, V, false>, TreeArgument<const V &>>;

template <class E> struct CotangentEntry {
  template <class G> static void take(BackwardTrace &trace, int argument, const G &original, const E &entry) {
    if constexpr (std::is_same_v<E, None>)
      trace.take_zero(argument, original.tree());
    else if constexpr (std::is_same_v<E, State>)
      trace.take_state(argument, original.tree(), entry);
    else if constexpr (Arithmetic<E>)
      trace.take_tree(argument, original.tree(), tree_ref(Array(entry)));
    else
      trace.take_tree(argument, original.tree(), tree_ref(entry));
  }
};

template <class Result, class... G>
void take_cotangents(const RuleSite &site, BackwardTrace &trace, const Result &result, const G &...g) {
  if constexpr (TupleNode<Result> && !ArrayLeaf<Result>) {
    if constexpr (std::tuple_size_v<Result> == sizeof...(G)) {
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (CotangentEntry<std::remove_cvref_t<std::tuple_element_t<I, Result>>>::take(trace, static_cast<int>(I), g,
                                                                                    std::get<I>(result)),
         ...);
      }(std::index_sequence_for<G...>());
      return;
    }
  }
  refuse_bwd_result(site, reflect::type_name<Result>(), sizeof...(G));
}

/// Outputs of fwd: those of the function, then the residuals.
template <class R> std::size_t count_leaves(const R &tree) { return tree_leaves(tree_ref(tree)).size(); }

template <class Bwd, class R, class Residuals, class... G>
TracedFunction trace_backward(const RuleSite &site, const Bwd &bwd, const TracedFunction &primal, const R &output,
                              std::span<const Source> output_sources, const TracedFunction &fwd,
                              const Residuals &residuals, std::span<const Source> residual_sources, const G &...g) {
  TraceScope scope(backward_options(site));
  std::vector<Array> outputs;
  {
    BackwardTrace trace(site, scope);
    Residuals given(residuals);
    R cotangent(output);
    trace.add_residuals(tree_ref(given), fwd, residual_sources);
    trace.add_cotangents(tree_ref(cotangent), primal, output_sources);
    const auto result = [&] {
      UserCode user;
      return bwd(std::as_const(given), std::as_const(cotangent));
    }();
    take_cotangents(site, trace, result, g...);
    outputs = trace.outputs();
  }
  return scope.close(std::move(outputs));
}

/// A call inside a trace. `g` are RuleArguments.
template <class F, class Fwd, class Bwd, class... G>
auto call_with_rules(const RuleSite &site, const F &f, const Fwd &fwd, const Bwd &bwd, const G &...g) {
  using Forward = ResultOf<Fwd, G...>;
  const UserLine line(site.function_line);
  DifferentiatedLeaves collected;
  (g.tree().visit(collected), ...);
  const auto primal = trace_call(rule_request(site, ""), f, [](auto &) {}, g...);
  const auto forward = trace_call(rule_request(site, " (fwd)"), fwd, [](auto &) {}, g...);
  if constexpr (TupleNode<Forward> && !ArrayLeaf<Forward>) {
    if constexpr (std::tuple_size_v<Forward> == 2) {
      const auto &[output, residuals] = *forward.plan->result;
      const std::span<const Source> sources(forward.plan->result_sources);
      const std::size_t outputs = count_leaves(output);
      check_forward(site, primal.function, tree_ref(*primal.plan->result), primal.plan->result_sources,
                    forward.function, tree_ref(output), sources.first(outputs));
      const TracedFunction backward =
          trace_backward(site, bwd, primal.function, *primal.plan->result, primal.plan->result_sources,
                         forward.function, residuals, sources.subspan(outputs), g...);
      const std::vector<Array> results =
          call_custom_vjp(primal.function, forward.function, backward, collected.leaves, site.function_line);
      return finish_call(*primal.plan, results, collected.pointers(), g...);
    } else {
      refuse_not_pair(site, reflect::type_name<Forward>());
      return ResultOf<F, G...>(*primal.plan->result);
    }
  } else {
    refuse_not_pair(site, reflect::type_name<Forward>());
    return ResultOf<F, G...>(*primal.plan->result);
  }
}

} // namespace burin::detail
