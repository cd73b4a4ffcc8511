// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control.h"
#include "burin/detail/loop.h"

#include <cstdint>
#include <string>
#include <utility>

namespace burin::detail {

/// (carry, state...) -> carry, with the type of the initial one.
template <class F, class C> struct WhileStep {
  const F *body;

  static const C &carry(const C &result) { return result; }

  template <class... S> C operator()(C &&carry, S &...state) const {
    static_assert(viable<F, C, S &...>,
                  "burin: the body of a loop takes the carry, and a parameter for each state that "
                  "stands behind the options; the carry is returned, not a T&");
    if constexpr (viable<F, C, S &...>) {
      using R = decltype(detail::invoke(*body, std::move(carry), state...));
      static_assert(std::is_convertible_v<R, C>,
                    "burin: the body of a loop returns a carry of another type than the initial one");
      return C(detail::invoke(*body, std::move(carry), state...));
    }
  }
};

/// (carry, state...) or (carry) -> bool[].
template <class F> struct WhileTest {
  const F *condition;

  template <class C, class... S> Array operator()(C &&carry, const S &...state) const {
    if constexpr (viable<F, const C &, const S &...>) {
      return typed(detail::invoke(*condition, std::as_const(carry), state...));
    } else {
      static_assert(viable<F, const C &>, "burin: the condition of a loop takes the carry, and may take the state that "
                                          "stands behind the options");
      return typed(detail::invoke(*condition, std::as_const(carry)));
    }
  }

private:
  template <class R> static Array typed(const R &result) {
    static_assert(ArrayLeaf<R> || std::is_same_v<R, bool>, "burin: the condition of a loop returns a boolean scalar");
    return Array(result);
  }
};

/// In the current trace.
template <class Condition, class Body, class C, class... S>
C record_while(const ControlSite &site, std::string_view carry_prefix, std::int64_t checkpoints,
               const Condition &condition, const Body &body, const C &init, S &...state) {
  const UserLine line(site.line);
  Loop loop(site, carry_prefix);
  loop.add_carry(tree_ref(init));
  int next = 1;
  (loop.add_state(next++, tree_ref(state)), ...);
  const auto test = [&](const auto &...g) {
    return trace_call(
               loop.request("condition"), WhileTest<Condition>{&condition},
               [&](const Array &result) { loop.check_condition(result); }, g...)
        .function;
  };
  const auto run = [&](const TracedFunction &tested, const auto &outcome, const auto &...g) {
    return finish_loop(site, *outcome.plan, loop.repeat(tested, outcome.function, checkpoints), g...);
  };
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    const LoopValue<C> carry(init, loop, 0);
    const auto outcome =
        trace_body(loop, WhileStep<Body, C>{&body}, carry, LoopState<S>(state, loop, static_cast<int>(I) + 1)...);
    const TracedFunction tested = test(carry, LoopState<const S>(state, loop, static_cast<int>(I) + 1)...);
    return run(tested, outcome, carry, LoopState<S>(state, loop, static_cast<int>(I) + 1)...);
  }(std::index_sequence_for<S...>());
}

/// What a loop does besides its functions; part of the key of its program.
struct WhileSpec {
  std::int64_t checkpoints = 0;
  std::string weakness{};
};

/// A loop with its functions, as a function of everything else.
template <class Condition, class Body> struct WhileOf {
  using TransformedCallable = Body;
  ControlSite site;
  const Condition *condition;
  const Body *body;

  template <class C, class... S> C operator()(const WhileSpec &spec, const C &init, S &...state) const {
    return record_while(site, {}, spec.checkpoints, *condition, *body, init, state...);
  }
  std::string identity() const
    requires(has_identity<Condition>() && has_identity<Body>())
  {
    return identity_of(*condition) + ";" + identity_of(*body);
  }
};

template <class Condition, class Body, class C, class... S>
auto while_loop(const ControlSite &site, WhileSpec spec, const Condition &condition, const Body &body, const C &init,
                S &...state) {
  require_const_callable<Condition>();
  require_const_callable<Body>();
  spec.weakness = weakness_of({tree_ref(init), tree_ref(state)...});
  return run_control(site, WhileOf<Condition, Body>{site, &condition, &body}, std::as_const(spec), init, state...);
}

} // namespace burin::detail
