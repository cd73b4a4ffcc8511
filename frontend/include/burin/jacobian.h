// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/jacobian.h"

#include <source_location>
#include <string>
#include <utility>

namespace burin {

/// The derivative of every result by every element of argument `Index`.
template <class F, detail::JacobianMode Mode, int Index> class Jacobian {
public:
  using TransformedCallable = F;
  Jacobian(F f, SourceLine line) : f_(std::move(f)), line_(line) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, detail::Offered<A>...>) {
      detail::explain_unviable_call<F, detail::Offered<A>...>();
    } else {
      constexpr std::size_t at = resolve(sizeof...(A));
      static_assert(at < sizeof...(A),
                    "burin: a jacobian differentiates an argument that the call does not have; count "
                    "from 0, negative numbers from the end");
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return run<at>(detail::DerivativeArgument<F, I, I == at, A...>(args)...);
      }(std::index_sequence_for<A...>());
    }
  }

  std::string identity() const
    requires(detail::has_identity<F>())
  {
    return detail::identity_of(f_);
  }

private:
  static constexpr std::size_t resolve(std::size_t count) {
    return static_cast<std::size_t>(Index < 0 ? Index + static_cast<int>(count) : Index);
  }
  static constexpr detail::Transform transform =
      Mode == detail::JacobianMode::forward ? detail::Transform::jacfwd : detail::Transform::jacrev;
  static constexpr std::string_view op = Mode == detail::JacobianMode::forward ? "jacfwd" : "jacrev";

  template <std::size_t At, class... G> auto run(const G &...g) const {
    const detail::UserLine line(line_);
    detail::DifferentiatedLeaves collected;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (collect<I == At, I>(g, collected), ...);
    }(std::index_sequence_for<G...>());
    const auto outcome = detail::trace_derivative(transform, line_, f_, g...);
    const auto &plan = *outcome.plan;
    const detail::JacobianCall call{Mode, outcome.function, collected, plan.result_sources, !plan.states.empty(),
                                    line_};
    detail::require_floating_results(call, detail::tree_ref(*plan.result));
    const detail::JacobianBlocks all = detail::jacobian_blocks(call);
    auto jacobian = arrange(*plan.result, plan.result_sources, std::get<At>(std::forward_as_tuple(g...)), all.blocks);
    if (call.with_results)
      detail::finish_call(plan, all.results, collected.pointers(), g...);
    return jacobian;
  }

  template <bool Selected, std::size_t I, class G>
  void collect(const G &argument, detail::DifferentiatedLeaves &leaves) const {
    leaves.select(Selected);
    if constexpr (Selected) {
      if constexpr (detail::is_number_unchanged<G>)
        detail::refuse_plain_derivative(op, static_cast<int>(I), reflect::type_name<typename G::Stored>(), line_);
      else
        detail::require_differentiable(op, static_cast<int>(I), argument.tree(), line_);
    }
    if constexpr (G::traced)
      argument.tree().visit(leaves);
  }

  template <class R, class G>
  static auto arrange(const R &result, std::span<const detail::Source> sources, const G &argument,
                      std::span<const Array> blocks) {
    if constexpr (!G::traced) {
      return none; // refused above
    } else if constexpr (detail::ArrayLeaf<R>) {
      detail::DerivativeSetter setter(blocks);
      return detail::derivative_of(argument, setter);
    } else if constexpr (detail::ArrayLeaf<typename G::Stored>) {
      R tree(result);
      detail::set_result_blocks(detail::tree_ref(tree), sources, blocks);
      return tree;
    } else {
      return detail::named_blocks(detail::tree_ref(result), sources, argument.tree(), blocks);
    }
  }

  F f_;
  SourceLine line_;
};

/// The Jacobian by argument `Index` in forward mode: one tangent per element of the argument, all at once (so its
/// memory is that of as many runs). Array to array: an Array [result..., argument...]; tree to Array, or Array to tree:
/// that tree of such arrays; tree to tree: a State with paths "out|in". Holes where nothing is differentiated, as in
/// grad. DTypeError for results that are not floating. Outside of jit C++ may branch on values inside f.
template <int Index = 0, class F> auto jacfwd(F &&f, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  return Jacobian<Callable, detail::JacobianMode::forward, Index>(std::forward<F>(f), where);
}

/// The same in reverse mode: one cotangent per element of the results.
template <int Index = 0, class F> auto jacrev(F &&f, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  return Jacobian<Callable, detail::JacobianMode::reverse, Index>(std::forward<F>(f), where);
}

/// Second derivatives by argument `Index`: jacfwd of jacrev.
template <int Index = 0, class F> auto hessian(F &&f, std::source_location where = std::source_location::current()) {
  return jacfwd<Index>(jacrev<Index>(std::forward<F>(f), where), where);
}

} // namespace burin
