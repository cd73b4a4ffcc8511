// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/rule_signature.h"
#include "burin/detail/rule_site.h"
#include "burin/state.h"

#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace burin {

/// What bwd is given for a function with T & parameters: cotangents of what these hold after the call, as a std::tuple
/// with one tree per argument (none where the function leaves arrays, or the argument, alone), and those of the output.
template <class Inputs, class Out> struct Cotangents {
  Inputs inputs;
  Out out;
};

} // namespace burin

/// Tracing a call of a function with rules for the backward pass: the function, fwd and bwd.
namespace burin::detail {

[[noreturn]] void refuse_bwd_result(const RuleSite &site, std::string_view got, std::size_t arguments);

/// The trace of bwd in progress: makes its arguments, checks and collects its cotangents.
class BackwardTrace {
public:
  BackwardTrace(const RuleSite &site, TraceScope &scope) : site_(site), scope_(scope) {}

  /// Fills residuals, or cotangents of outputs and of state, with arguments. `types` says what `sources` are; residuals
  /// whose values are known have them.
  void add_residuals(TreeRef residuals, const TracedFunction &types, std::span<const Source> sources,
                     std::span<const Array> known);
  void add_cotangents(TreeRef outputs, const TracedFunction &types, std::span<const Source> sources);
  void add_state_cotangents(TreeRef argument, const TracedFunction &types, std::span<const LeafSource> changed);

  void take_tree(int argument, TreeRef original, TreeRef cotangent);
  void take_state(int argument, TreeRef original, const State &cotangent);
  void take_zero(int argument, TreeRef original);
  std::vector<Array> &&outputs() { return std::move(outputs_); }

private:
  void add_cotangent(Array &leaf, const TracedFunction &types, Source source, const std::string &path);
  void take_leaf(int argument, const TreeLeaf &original, const Array &cotangent);
  const RuleSite &site_;
  TraceScope &scope_;
  std::vector<Array> outputs_;
};

/// fwd's results in the order of primal's, state included, then the residuals.
TracedFunction with_residuals_last(const RuleSite &site, const TracedFunction &fwd, std::span<const Array> leaves,
                                   std::size_t outputs, std::size_t residuals);

template <class E> struct CotangentEntry {
  template <class G> static void take(BackwardTrace &trace, int argument, const G &original, const E &entry) {
    if constexpr (!G::traced)
      return;
    else if constexpr (std::is_same_v<E, None>)
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
  constexpr auto positions = differentiated_positions<G...>();
  if constexpr (TupleNode<Result> && !ArrayLeaf<Result>) {
    if constexpr (std::tuple_size_v<Result> == positions.size()) {
      const std::tuple<const G &...> all(g...);
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (CotangentEntry<std::remove_cvref_t<std::tuple_element_t<I, Result>>>::take(
             trace, positions[I], std::get<positions[I]>(all), std::get<I>(result)),
         ...);
      }(std::make_index_sequence<positions.size()>());
      return;
    }
  }
  refuse_bwd_result(site, reflect::type_name<Result>(), positions.size());
}

/// What became of a call in the trace of the function.
template <class Plan> struct PrimalTrace {
  const TracedFunction &function;
  const Plan &plan;
};

template <std::size_t I, class Plan, class G>
auto state_cotangent(BackwardTrace &trace, const PrimalTrace<Plan> &primal, const G &g) {
  if constexpr (!G::writable) {
    return none;
  } else {
    const auto &replaced = std::get<I>(primal.plan.replaced);
    typename G::Stored tree(replaced ? *replaced : g.copy());
    std::span<const LeafSource> changed;
    for (const StateChange &state : primal.plan.states)
      if (state.argument == static_cast<int>(I))
        changed = state.leaves;
    trace.add_state_cotangents(tree_ref(tree), primal.function, changed);
    return tree;
  }
}

/// The second argument of bwd; with T & parameters it holds the cotangents of what they become.
template <class Plan, class... G>
auto backward_cotangent(BackwardTrace &trace, const PrimalTrace<Plan> &primal, const G &...g) {
  auto out = *primal.plan.result;
  trace.add_cotangents(tree_ref(out), primal.function, primal.plan.result_sources);
  if constexpr (!(G::writable || ...)) {
    return out;
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      // Braces run from left to right.
      std::tuple<decltype(state_cotangent<I>(trace, primal, g))...> inputs{state_cotangent<I>(trace, primal, g)...};
      return Cotangents<decltype(inputs), decltype(out)>{std::move(inputs), std::move(out)};
    }(std::index_sequence_for<G...>());
  }
}

template <class Bwd, class Plan, class Residuals, class... G>
TracedFunction trace_backward(const RuleSite &site, const Bwd &bwd, const PrimalTrace<Plan> &primal,
                              const TracedFunction &fwd, const Residuals &residuals, std::span<const Source> sources,
                              std::span<const Array> known, const G &...g) {
  TraceScope scope(rule_options(site, " (bwd)"));
  std::vector<Array> outputs;
  {
    BackwardTrace trace(site, scope);
    Residuals given(residuals);
    trace.add_residuals(tree_ref(given), fwd, sources, known);
    const auto cotangent = backward_cotangent(trace, primal, g...);
    const auto result = [&] {
      UserCode user;
      return std::apply(
          [&](const auto &...constant) {
            static_assert(std::is_invocable_v<const Bwd &, decltype(*constant.object)..., const Residuals &,
                                              decltype(cotangent) &>,
                          "burin: bwd is called with const references: (nondiff arguments..., residuals, cotangent of "
                          "the output); a parameter T & would change what nobody reads");
            return bwd(*constant.object..., std::as_const(given), cotangent);
          },
          nondiff_arguments(g...));
    }();
    take_cotangents(site, trace, result, g...);
    outputs = trace.outputs();
  }
  return scope.close(std::move(outputs));
}

/// A call inside a trace.
template <class F, class Fwd, class Bwd> struct VjpRule {
  RuleSite site;
  F f;
  Fwd fwd;
  Bwd bwd;

  template <class... G> auto operator()(const G &...g) const {
    using Forward = ResultOf<Fwd, G...>;
    const UserLine line(site.function_line);
    const InputLeaves leaves(g...);
    const auto primal = trace_call(rule_request(site, ""), f, [](auto &) {}, g...);
    if (primal.plan->changed)
      require_no_overlap("custom_vjp", {}, site.function_line, primal.plan->changed, g...);
    std::vector<Array> known;
    const auto forward = trace_call(
        rule_request(site, " (fwd)"), fwd, [&](auto &result) { known = known_leaves(tree_ref(result)); }, g...);
    if constexpr (is_pair<Forward>()) {
      return with_forward(leaves, primal, forward, known, g...);
    } else {
      refuse_not_pair(site, "fwd", "residuals", reflect::type_name<Forward>());
      return ResultOf<F, G...>(*primal.plan->result);
    }
  }

  std::string identity() const
    requires(has_identity<F>() && has_identity<Fwd>() && has_identity<Bwd>())
  {
    return identity_of(f) + ";" + identity_of(fwd) + ";" + identity_of(bwd);
  }

private:
  template <class Forward> static constexpr bool is_pair() {
    if constexpr (TupleNode<Forward> && !ArrayLeaf<Forward>)
      return std::tuple_size_v<Forward> == 2;
    else
      return false;
  }

  template <class Primal, class Forward, class... G>
  auto with_forward(const InputLeaves &leaves, const Primal &primal, const Forward &forward,
                    std::span<const Array> known, const G &...g) const {
    const auto &[output, residuals] = *forward.plan->result;
    const std::span<const Source> sources(forward.plan->result_sources);
    const std::size_t outputs = count_leaves(output);
    check_rule_output(site, "fwd",
                      output_text(tree_ref(*primal.plan->result), primal.function, primal.plan->result_sources),
                      output_text(tree_ref(output), forward.function, sources.first(outputs)));
    check_rule_state(site, primal.function, primal.plan->states, forward.function, forward.plan->states);
    const PrimalTrace<std::remove_cvref_t<decltype(*primal.plan)>> traced{primal.function, *primal.plan};
    const TracedFunction backward = trace_backward(site, bwd, traced, forward.function, residuals,
                                                   sources.subspan(outputs), known.subspan(outputs), g...);
    const std::size_t states = primal.function.num_results() - array_count(sources.first(outputs));
    const TracedFunction fwd_function =
        states == 0 ? forward.function
                    : with_residuals_last(site, forward.function, leaves.arrays, array_count(sources.first(outputs)),
                                          array_count(sources.subspan(outputs)));
    const std::vector<Array> results =
        call_custom_vjp(primal.function, fwd_function, backward, leaves.arrays, site.function_line);
    return finish_call(*primal.plan, results, leaves.pointers(), g...);
  }

  static std::size_t array_count(std::span<const Source> sources) {
    std::size_t count = 0;
    for (Source source : sources)
      count += source != no_source;
    return count;
  }
};

} // namespace burin::detail
