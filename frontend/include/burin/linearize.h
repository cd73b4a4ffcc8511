// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/tangents.h"

#include <memory>
#include <source_location>
#include <tuple>
#include <utility>
#include <vector>

namespace burin {

/// What linearize gives beside the output: takes a tangent per argument (a tree like it, or none for zero) and gives
/// the tangent of the output, a tree like it.
template <class R, class... D> class Linearized {
public:
  Linearized(detail::TracedFunction function, std::vector<detail::Source> sources, R output, std::tuple<D...> arguments)
      : shared_(std::make_shared<const Shared>(
            Shared{std::move(function), std::move(sources), std::move(output), std::move(arguments)})) {}

  template <class... T> R operator()(const T &...tangents) const {
    static_assert(sizeof...(T) == sizeof...(D), "burin: a linearized function takes one tangent per argument");
    const SourceLine where;
    detail::TangentLeaves collected("linearize", where);
    int number = 0;
    std::apply([&](const D &...arguments) { (take(collected, number++, arguments, tangents), ...); },
               shared_->arguments);
    const std::vector<Array> results =
        detail::call_jvp(shared_->function, collected.wrt, collected.leaves, collected.tangents, where);
    R tangent(shared_->output);
    detail::set_tangents(detail::tree_ref(tangent), shared_->function, shared_->sources, results);
    return tangent;
  }

private:
  struct Shared {
    detail::TracedFunction function;
    std::vector<detail::Source> sources;
    R output; ///< without arrays
    std::tuple<D...> arguments;
  };
  template <class A, class T>
  static void take(detail::TangentLeaves &collected, int number, const A &argument, const T &tangent) {
    if constexpr (!std::is_same_v<A, None>)
      detail::take_tangent(collected, number, detail::TreeArgument<const A &>(argument), tangent);
  }

  std::shared_ptr<const Shared> shared_;
};

namespace detail {

template <class F, class... G> auto run_linearize(const F &f, const G &...g) {
  using R = ResultOf<F, G...>;
  static_assert(!std::is_same_v<R, NoResult>, "burin: the function given to linearize returns a value");
  const SourceLine where;
  DifferentiatedLeaves collected;
  ((G::traced ? g.tree().visit(collected) : void()), ...);
  auto outcome = trace_derivative(Transform::linearize, where, f, g...);
  Linearized<R, DerivativeOf<G>...> linear(outcome.function, outcome.plan->result_sources, *outcome.plan->result,
                                           std::tuple<DerivativeOf<G>...>{derivative_copy(g)...});
  const std::vector<Array> outputs = call(outcome.function, collected.leaves, where);
  R output = finish_call(*outcome.plan, outputs, collected.pointers(), g...);
  return std::pair(std::move(output), std::move(linear));
}

} // namespace detail

/// The output of f, and its derivative there as a function of tangents: std::pair{out, linear}. f is traced once, for
/// any number of tangents.
template <class F, class... A> auto linearize(const F &f, A &&...args) {
  const auto run = [](const auto &callable, const auto &...g) { return detail::run_linearize(callable, g...); };
  return detail::differentiate_all(f, run, std::forward<A>(args)...);
}

} // namespace burin
