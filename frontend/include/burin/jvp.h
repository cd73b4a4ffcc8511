// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/tangents.h"

#include <source_location>
#include <tuple>
#include <utility>

namespace burin {

namespace detail {

template <class F, class T, class... G>
auto run_jvp(const F &f, const SourceLine &where, const T &tangents, const G &...g) {
  using R = ResultOf<F, G...>;
  static_assert(!std::is_same_v<R, NoResult>, "burin: the function given to jvp returns a value");
  const UserLine line(where);
  TangentLeaves collected("jvp", where);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (take_tangent(collected, static_cast<int>(I), g, std::get<I>(tangents)), ...);
  }(std::index_sequence_for<G...>());
  const auto outcome = trace_derivative(Transform::jvp, where, f, g...);
  const std::vector<Array> results =
      call_jvp(outcome.function, collected.wrt, collected.leaves, collected.tangents, where);
  R tangent(*outcome.plan->result);
  set_tangents(tree_ref(tangent), outcome.function, outcome.plan->result_sources, results);
  R out = finish_call(*outcome.plan, std::span(results).first(outcome.outputs), collected.pointers(), g...);
  return std::pair<R, R>(std::move(out), std::move(tangent));
}

} // namespace detail

/// The output of f at `primals` and its derivative along `tangents` (forward mode): std::pair{out, tangent of out}.
/// Several arguments come as std::make_tuple(...) or std::tie(...), one argument as itself. A tangent is a tree like
/// its argument, with none for zero; integer and bool arrays have none. TreeError where tangents do not match. Outside
/// of jit C++ may branch on values inside f.
template <class F, class P, class T>
auto jvp(const F &f, P &&primals, T &&tangents, std::source_location where = std::source_location::current()) {
  auto all = detail::AsTuple<P>::of(std::forward<P>(primals));
  const auto given = detail::AsTuple<T>::of(std::forward<T>(tangents));
  constexpr std::size_t count = std::tuple_size_v<decltype(all)>;
  static_assert(count == std::tuple_size_v<std::remove_cv_t<decltype(given)>>,
                "burin: jvp takes as many tangents as primals");
  const auto run = [&](const auto &callable, const auto &...g) {
    return detail::run_jvp(callable, where, given, g...);
  };
  return std::apply(
      [&]<class... A>(A &&...args) { return detail::differentiate_all(f, run, std::forward<A>(args)...); },
      std::move(all));
}

} // namespace burin
