// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control.h"
#include "burin/detail/loop.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace burin::detail {

/// What a scan does besides its body; part of the key of its program.
struct ScanSpec {
  std::optional<std::int64_t> length{};
  bool reverse = false;
  std::int64_t unroll = 1;
  std::string weakness{};
};

/// One step: (carry, x, state...) -> std::pair{carry, y}, with the types of the initial carry.
template <class F, class C> struct ScanStep {
  const F *body;

  static const C &carry(const auto &result) { return result.first; }

  template <class X, class... S> auto operator()(C &&carry, X &&x, S &...state) const {
    static_assert(viable<F, C, X, S &...>, "burin: the body of a scan takes (carry, x), and a parameter for each state "
                                           "that stands behind the options; the carry is returned, not a T&");
    if constexpr (viable<F, C, X, S &...>)
      return typed(detail::invoke(*body, std::move(carry), std::move(x), state...));
  }

private:
  template <class R> static auto typed(R &&result) {
    using Result = std::remove_cvref_t<R>;
    static_assert(PairLike<Result>, "burin: the body of a scan returns std::pair{carry, y}; y is none where there are "
                                    "no rows to collect");
    if constexpr (PairLike<Result>) {
      using std::get;
      using Y = Lifted<std::tuple_element_t<1, Result>>;
      static_assert(std::is_convertible_v<std::tuple_element_t<0, Result>, C>,
                    "burin: the body of a scan returns a carry of another type than the initial one");
      return std::pair<C, Y>(C(get<0>(std::move(result))), Y(get<1>(std::move(result))));
    }
  }
};

/// In the current trace.
template <class F, class C, class X, class... S>
auto record_scan(const ControlSite &site, std::string_view carry_prefix, const ScanSpec &spec, const F &body,
                 const C &init, const X &xs, S &...state) {
  const UserLine line(site.line);
  Loop loop(site, carry_prefix);
  loop.add_carry(tree_ref(init));
  loop.add_rows(tree_ref(xs), spec.length);
  int next = 2;
  (loop.add_state(next++, tree_ref(state)), ...);
  const auto run = [&](const auto &...g) {
    const auto outcome = trace_body(loop, ScanStep<F, C>{&body}, g...);
    return finish_loop(site, *outcome.plan, loop.scan(outcome.function, spec.reverse, spec.unroll), g...);
  };
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return run(LoopValue<C>(init, loop, 0), LoopValue<X>(xs, loop, 1),
               LoopState<S>(state, loop, static_cast<int>(I) + 2)...);
  }(std::index_sequence_for<S...>());
}

/// A scan with its body, as a function of everything else.
template <class F> struct ScanOf {
  using TransformedCallable = F;
  ControlSite site;
  const F *body;

  template <class C, class X, class... S>
  auto operator()(const ScanSpec &spec, const C &init, const X &xs, S &...state) const {
    return record_scan(site, {}, spec, *body, init, xs, state...);
  }
  std::string identity() const
    requires(has_identity<F>())
  {
    return identity_of(*body);
  }
};

template <class F, class C, class X, class... S>
auto scan(const ControlSite &site, ScanSpec spec, const F &body, const C &init, const X &xs, S &...state) {
  require_const_callable<F>();
  spec.weakness = weakness_of({tree_ref(init), tree_ref(xs), tree_ref(state)...});
  return run_control(site, ScanOf<F>{site, &body}, std::as_const(spec), init, xs, state...);
}

} // namespace burin::detail
