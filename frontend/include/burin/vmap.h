// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/rows.h"
#include "burin/detail/traced_call.h"

#include <source_location>
#include <string>
#include <utility>

namespace burin {

struct VmapOptions {
  /// Of the arguments: one axis for all, or one entry each. An entry is an axis (negative ones from the end), none (all
  /// rows share the argument), or a list with an entry for each child of a tree: `{0, none, {0, 1}}`.
  VmapAxes in_axes = 0;
  /// Of the result, likewise, where the rows shall lie; none: the result is the same for all rows.
  VmapAxes out_axes = 0;
  std::int64_t axis_size = -1; ///< needed when no argument is mapped
};

/// A function of rows, called for all rows at once.
template <class F> class Vmapped {
public:
  using TransformedCallable = F;
  Vmapped(F f, VmapOptions options, SourceLine line) : f_(std::move(f)), options_(std::move(options)), line_(line) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, detail::Offered<A>...>) {
      detail::explain_unviable_call<F, detail::Offered<A>...>();
    } else {
      using Result = decltype(run(detail::VmapArgument<A>(args)...));
      if constexpr (std::is_same_v<Result, detail::NoResult>)
        run(detail::VmapArgument<A>(args)...);
      else
        return run(detail::VmapArgument<A>(args)...);
    }
  }

  std::string identity() const
    requires(detail::has_identity<F>())
  {
    return detail::identity_of(f_) + ";" + text_of(options_.in_axes) + ";" + text_of(options_.out_axes) + ";" +
           std::to_string(options_.axis_size);
  }

private:
  template <class... G> auto run(const G &...g) const {
    const UserLine line(line_);
    detail::Rows rows(options_.in_axes, options_.axis_size, sizeof...(G), line_);
    int number = 0;
    ((G::traced ? rows.add(number, g.tree()) : void(), ++number), ...);
    rows.settle();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return run_rows(rows, detail::RowArgument<G>(g, rows, static_cast<int>(I))...);
    }(std::index_sequence_for<G...>());
  }

  template <class... G> auto run_rows(detail::Rows &rows, const G &...g) const {
    const auto outcome =
        detail::trace_call(detail::vmap_request(detail::callable_name<F>(), line_), f_, [](auto &) {}, g...);
    detail::TracePlanRef plan{detail::tree_ref(*outcome.plan->result), outcome.plan->result_sources,
                              outcome.plan->states, outcome.plan->changed, outcome.plan->writable};
    const std::vector<Array> outputs = rows.call(outcome.function, plan, options_.out_axes);
    if (outcome.plan->changed)
      detail::require_no_overlap("vmap", {}, line_, outcome.plan->changed, g...);
    return detail::finish_call(*outcome.plan, outputs, rows.pointers(), g...);
  }

  using UserLine = detail::UserLine;
  F f_;
  VmapOptions options_;
  SourceLine line_;
};

/// Applies f, which is written for one row, to all rows of its arguments: the operations themselves run over one more
/// axis, and what does not depend on a row is computed once. f is always traced. A parameter T& is state: it comes back
/// with the axes of its in_axes; a key of nn::Rngs that all rows share is split, one key per row, and its counter moves
/// on by one. C++ numbers go through unchanged. Errors: ShapeError for axes that do not exist or whose sizes differ,
/// TreeError for axes that do not fit the arguments' structure, TraceContextError for shared state that differs from
/// row to row.
template <class F>
auto vmap(F &&f, VmapOptions options = {}, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  return Vmapped<Callable>(std::forward<F>(f), std::move(options), where);
}

} // namespace burin
