// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/arguments.h"
#include "burin/detail/static_arguments.h"
#include "burin/detail/trace_plan.h"
#include "burin/detail/trace_scope.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

/// Tracing one call of a user's function, and putting its results and state together afterwards.
namespace burin::detail {

struct NoResult {};

/// What is remembered of a trace besides its program.
template <class R, class... S> struct TracePlan {
  std::optional<R> result; ///< metadata and structure; its arrays are none
  std::vector<Source> result_sources;
  std::tuple<std::optional<S>...> replaced; ///< state arguments whose structure changed, likewise without arrays
  std::vector<StateChange> states;
  std::uint64_t changed = 0, writable = 0;
};

template <class F, class... G>
using ReturnOf = decltype(detail::invoke(std::declval<const F &>(), std::declval<typename G::Passed>()...));
template <class F, class... G>
using ResultOf =
    std::conditional_t<std::is_void_v<ReturnOf<F, G...>>, NoResult, std::remove_cvref_t<ReturnOf<F, G...>>>;
template <class F, class... G> using PlanOf = TracePlan<ResultOf<F, G...>, typename G::Stored...>;

template <class Plan> struct TraceOutcome {
  TracedFunction function;
  std::shared_ptr<Plan> plan;
  std::size_t outputs = 0;
};

template <class F, class... G, class... S> ResultOf<F, G...> run_user_code(const F &f, S &...copies) {
  UserCode user;
  if constexpr (std::is_void_v<ReturnOf<F, G...>>) {
    detail::invoke(f, G::pass(copies)...);
    return {};
  } else {
    return ResultOf<F, G...>(detail::invoke(f, G::pass(copies)...));
  }
}

/// What the transformation says about a trace.
struct TraceRequest {
  std::string_view op; ///< "jit"
  TraceScope::Options options;
  Forwarding forwarding = Forwarding::all;
  GivenArguments given{}; ///< by the calls that follow
};

template <class S, class G>
void leave_argument(const TraceRequest &request, int i, ArgumentTracers &tracers, OutputCollector &collect, S &copy,
                    std::optional<S> &replaced, std::vector<StateChange> &states) {
  if constexpr (G::traced && !G::constant) {
    tracers.leave(i, G::writable, tree_ref(copy), collect, states);
    if (G::writable && replaces(states, i)) {
      if constexpr (std::is_copy_assignable_v<S>)
        replaced.emplace(std::move(copy));
      else
        refuse_unassignable(request.op, i, request.options.argument_names, request.options.line);
    }
  }
}

/// Traces f on copies of the arguments. `inspect` sees the result before it is taken apart and may refuse it.
/// Nothing of the trace is alive when the scope closes, but for the outputs.
template <class F, class Inspect, class... G>
TraceOutcome<PlanOf<F, G...>> trace_call(const TraceRequest &request, const F &f, Inspect &&inspect,
                                         const G &...arguments) {
  TraceOutcome<PlanOf<F, G...>> outcome;
  outcome.plan = std::make_shared<PlanOf<F, G...>>();
  auto &plan = *outcome.plan;
  TraceScope scope(request.options);
  std::vector<Array> outputs;
  std::vector<LeafUse> uses;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ArgumentTracers tracers(scope);
    std::tuple<typename G::Stored...> copies{arguments.copy()...};
    ((G::traced ? tracers.enter(static_cast<int>(I), tree_ref(std::get<I>(copies))) : void()), ...);
    auto result = run_user_code<F, G...>(f, std::get<I>(copies)...);
    inspect(result);
    OutputCollector collect(tracers, outputs, request.forwarding);
    plan.result_sources = collect.take_all(tree_ref(result));
    (leave_argument<typename G::Stored, G>(request, static_cast<int>(I), tracers, collect, std::get<I>(copies),
                                           std::get<I>(plan.replaced), plan.states),
     ...);
    plan.changed = tracers.changed();
    plan.writable = ((G::writable ? std::uint64_t(1) << I : 0) | ... | std::uint64_t(0));
    uses = tracers.uses(plan.result_sources, plan.states);
    plan.result.emplace(std::move(result));
  }(std::index_sequence_for<G...>());
  outcome.outputs = outputs.size();
  outcome.function = scope.close(std::move(outputs));
  outcome.function.foresee(std::move(uses), request.given);
  return outcome;
}

/// What a call gives back. It is made before the program runs: the user's objects are copied, which may throw, while
/// nothing has changed yet.
template <class Plan> class CallResult {
public:
  /// `outputs` are the program's, `leaves` the arrays of the arguments.
  CallResult(const Plan &plan, std::span<const Array> outputs, std::span<const Array *const> leaves)
      : plan_(plan), sources_{outputs, leaves}, result_(*plan.result), writer_(plan.states, sources_) {}
  CallResult(const CallResult &) = delete;
  CallResult &operator=(const CallResult &) = delete;

  /// Once the outputs hold their values.
  template <class... G> auto finish(const G &...arguments) {
    set_result();
    if (!plan_.states.empty())
      write_state(std::index_sequence_for<G...>(), arguments...);
    return std::move(result_);
  }

private:
  using R = std::remove_cvref_t<decltype(*std::declval<Plan &>().result)>;

  void set_result() {
    if constexpr (ArrayLeaf<R>) {
      if (plan_.result_sources[0] != no_source)
        ArrayAccess::set(result_, sources_[plan_.result_sources[0]]);
    } else if constexpr (!std::is_same_v<R, NoResult>) {
      SetLeaves set(sources_, plan_.result_sources);
      visit(set, result_);
    }
  }

  template <std::size_t... I, class... G> void write_state(std::index_sequence<I...>, const G &...arguments) {
    [[maybe_unused]] const auto check = [&]<class A>(int i, const A &argument) {
      if constexpr (A::writable)
        writer_.check(i, tree_ref(*argument.object));
    };
    [[maybe_unused]] const auto write = [&]<class A, class S>(int i, const A &argument,
                                                              const std::optional<S> &replaced) {
      if constexpr (A::writable) {
        if constexpr (std::is_copy_assignable_v<S>) {
          if (writer_.replaces(i))
            *argument.object = *replaced;
        }
        writer_.write(i, tree_ref(*argument.object));
      }
    };
    (check(static_cast<int>(I), arguments), ...);
    (write(static_cast<int>(I), arguments, std::get<I>(plan_.replaced)), ...);
  }

  const Plan &plan_;
  const Sources sources_;
  R result_;
  const StateWriter writer_;
};

/// Results and state of a run that is over.
template <class Plan, class... G>
auto finish_call(const Plan &plan, std::span<const Array> outputs, std::span<const Array *const> leaves,
                 const G &...arguments) {
  return CallResult<Plan>(plan, outputs, leaves).finish(arguments...);
}

template <class... G>
void require_no_overlap(std::string_view op, const std::vector<std::string> &names, const SourceLine &line,
                        std::uint64_t changed, const G &...arguments) {
  const std::array<Extent, sizeof...(G) + 1> extents{arguments.extent()...};
  check_overlap(op, {extents.data(), sizeof...(G)}, changed, names, line);
}

} // namespace burin::detail
