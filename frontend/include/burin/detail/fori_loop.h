// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/scan.h"
#include "burin/detail/while_loop.h"
#include "burin/in.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace burin::detail {

/// Checked bounds: integer scalars of one dtype.
struct LoopBounds {
  Array low, high;
  std::optional<std::int64_t> steps{}; ///< known when both are C++ numbers
};
LoopBounds loop_bounds(const ControlSite &site, const In &low, const In &high);
/// UnsupportedError when the option unroll is given without known bounds.
void require_known_bounds(const ControlSite &site, const LoopBounds &bounds, std::int64_t unroll);

/// index + 1, and index < limit, as the user's loop.
Array next_index(const Array &index, const SourceLine &line);
Array index_below(const Array &index, const Array &limit, const SourceLine &line);

template <class C> struct Counted {
  Array index;
  C carry;
};
inline constexpr std::string_view counted_prefix = ".carry";

/// (index, carry, state...) -> carry, as the body of a scan without rows, or of a loop.
template <class F, class C> struct CountedBody {
  const F *body;
  SourceLine line;

  template <class... S> Counted<C> step(Counted<C> &&counted, S &...state) const {
    static_assert(viable<F, Array, C, S &...>, "burin: the body of fori_loop takes (index, carry), and a parameter for "
                                               "each state that stands behind the options");
    if constexpr (viable<F, Array, C, S &...>) {
      Array index = counted.index;
      using R = decltype(detail::invoke(*body, std::move(index), std::move(counted.carry), state...));
      static_assert(std::is_convertible_v<R, C>,
                    "burin: the body of a loop returns a carry of another type than the initial one");
      C carry(detail::invoke(*body, std::move(index), std::move(counted.carry), state...));
      return {next_index(counted.index, line), std::move(carry)};
    }
  }
};
template <class F, class C> struct CountedScan : CountedBody<F, C> {
  template <class... S> std::pair<Counted<C>, None> operator()(Counted<C> counted, None, S &...state) const {
    return {this->step(std::move(counted), state...), none};
  }
};
template <class F, class C> struct CountedWhile : CountedBody<F, C> {
  template <class... S> Counted<C> operator()(Counted<C> counted, S &...state) const {
    return this->step(std::move(counted), state...);
  }
};
struct BelowLimit {
  const Array *limit;
  SourceLine line;
  template <class C> Array operator()(const Counted<C> &counted) const {
    return index_below(counted.index, *limit, line);
  }
};

/// What a counted loop does besides its body; part of the key of its program.
struct ForiSpec {
  std::optional<std::int64_t> steps{};
  std::int64_t unroll = 1, checkpoints = 0;
  std::string weakness{};
};

/// A counted loop with its body, as a function of everything else.
template <class F> struct ForiOf {
  using TransformedCallable = F;
  ControlSite site;
  const F *body;

  template <class C, class... S>
  C operator()(const ForiSpec &spec, const Array &low, const Array &high, const C &init, S &...state) const {
    const Counted<C> first{low, init};
    const CountedBody<F, C> counted{body, site.line};
    if (spec.steps && spec.checkpoints == 0)
      return record_scan(site, counted_prefix, ScanSpec{spec.steps, false, spec.unroll, {}}, CountedScan<F, C>{counted},
                         first, None(), state...)
          .first.carry;
    return record_while(site, counted_prefix, spec.checkpoints, BelowLimit{&high, site.line},
                        CountedWhile<F, C>{counted}, first, state...)
        .carry;
  }
  std::string identity() const
    requires(has_identity<F>())
  {
    return identity_of(*body);
  }
};

template <class F, class C, class... S>
auto fori_loop(const ControlSite &site, ForiSpec spec, const In &low, const In &high, const F &body, const C &init,
               S &...state) {
  require_const_callable<F>();
  const LoopBounds bounds = loop_bounds(site, low, high);
  require_known_bounds(site, bounds, spec.unroll);
  spec.steps = bounds.steps;
  spec.weakness = weakness_of({tree_ref(bounds.low), tree_ref(init), tree_ref(state)...});
  return run_control(site, ForiOf<F>{site, &body}, std::as_const(spec), bounds.low, bounds.high, init, state...);
}

} // namespace burin::detail
