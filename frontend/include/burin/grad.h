// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"

#include <concepts>
#include <source_location>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace burin {

namespace detail {

template <class F, class Wrt, int... Index> class Gradient {
public:
  Gradient(F f, Wrt wrt, Transform transform, SourceLine line)
      : f_(std::move(f)), wrt_(std::move(wrt)), transform_(transform), line_(line) {}

  template <class... A> auto operator()(A &&...args) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return run(DerivativeArgument<F, I, selected<I, sizeof...(A)>, A...>(args)...);
    }(std::index_sequence_for<A...>());
  }

  std::string identity() const { return identity_of(f_) + identity_of(wrt_); }

private:
  template <std::size_t Count> static constexpr std::size_t resolve(int index) {
    return static_cast<std::size_t>(index < 0 ? index + static_cast<int>(Count) : index);
  }
  template <std::size_t I, std::size_t Count> static constexpr bool selected = ((resolve<Count>(Index) == I) || ...);

  template <class... G> auto run(const G &...g) const {
    constexpr std::size_t count = sizeof...(G);
    static_assert(((resolve<count>(Index) < count) && ...),
                  "burin: grad<I> differentiates an argument that the call does "
                  "not have; count from 0, negative numbers from the end");
    const UserLine line(line_);
    DifferentiatedLeaves collected;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (collect<I, count>(g, collected), ...);
    }(std::index_sequence_for<G...>());
    const auto outcome = trace_call(
        derivative_request(transform_, callable_name<F>(), line_, Forwarding::not_first), f_,
        [&](const auto &result) { require_scalar_output(op(), output_of(result), line_); }, g...);
    if (outcome.plan->changed)
      require_no_overlap(op(), {}, line_, outcome.plan->changed, g...);
    const std::vector<Array> results =
        call_vjp(outcome.function, collected.wrt, collected.leaves, unit_cotangents(outcome.function), line_);
    const std::span<const Array> all(results);
    DerivativeSetter setter(all.subspan(outcome.outputs), collected.differentiated);
    auto derivatives = [&]<std::size_t... I>(std::index_sequence<I...>) {
      // Braces run from left to right, arguments of a call in any order.
      std::tuple<decltype(gradient<I, count>(g, setter))...> parts{gradient<I, count>(g, setter)...};
      return std::apply([](auto &...part) { return std::tuple_cat(std::move(part)...); }, parts);
    }(std::index_sequence_for<G...>());
    auto value = finish_call(*outcome.plan, all.first(outcome.outputs), collected.pointers(), g...);
    return std::pair(std::move(value), in_order<count>(derivatives));
  }

  template <std::size_t I, std::size_t Count, class G>
  void collect(const G &argument, DifferentiatedLeaves &leaves) const {
    leaves.select(selected<I, Count>);
    if constexpr (selected<I, Count>) {
      if constexpr (is_number_unchanged<G>)
        refuse_plain_derivative(op(), static_cast<int>(I), reflect::type_name<typename G::Stored>(), line_);
      else
        require_differentiable(op(), static_cast<int>(I), argument.tree(), line_);
      if constexpr (G::traced && !std::is_same_v<Wrt, Everything>)
        leaves.narrow(chosen_leaves(static_cast<int>(I), argument));
    }
    if constexpr (G::traced)
      argument.tree().visit(leaves);
  }

  template <class G> std::vector<bool> chosen_leaves(int number, const G &argument) const {
    const std::vector<TreePart> leaves = tree_parts(argument.tree(), type_id<typename G::Stored>());
    std::vector<bool> chosen = chosen_parts(op(), leaves, wrt_, line_);
    require_chosen(op(), number, leaves, chosen, line_);
    return chosen;
  }

  template <std::size_t I, std::size_t Count, class G>
  static auto gradient(const G &argument, DerivativeSetter &setter) {
    if constexpr (selected<I, Count>)
      return std::tuple<DerivativeOf<G>>(derivative_of(argument, setter));
    else
      return std::tuple<>();
  }

  /// The gradients are made in the order of the arguments; they are given in the order of the template
  /// arguments.
  template <std::size_t Count, class Tuple> static auto in_order(Tuple &derivatives) {
    const auto rank = [](int index) {
      std::size_t before = 0;
      ((before += resolve<Count>(Index) < resolve<Count>(index)), ...);
      return before;
    };
    if constexpr (sizeof...(Index) == 1)
      return std::move(std::get<0>(derivatives));
    else
      return std::make_tuple(std::move(std::get<rank(Index)>(derivatives))...);
  }

  std::string_view op() const { return transform_ == Transform::grad ? "grad" : "value_and_grad"; }

  F f_;
  [[no_unique_address]] Wrt wrt_;
  Transform transform_;
  SourceLine line_;
};

} // namespace detail

/// Gives the value and the gradient: std::pair{value, gradient}, or {{value, aux}, gradient} where f returns
/// {Array, aux}.
template <class F, class Wrt, int... Index> class ValueAndGrad {
public:
  using TransformedCallable = F;
  ValueAndGrad(F f, Wrt wrt, SourceLine line)
      : gradient_(std::move(f), std::move(wrt), detail::Transform::value_and_grad, line) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, detail::Offered<A>...>)
      detail::explain_unviable_call<F, detail::Offered<A>...>();
    else
      return gradient_(std::forward<A>(args)...);
  }

  std::string identity() const
    requires(detail::has_identity<F>() && detail::has_identity<Wrt>())
  {
    return gradient_.identity();
  }

private:
  detail::Gradient<F, Wrt, Index...> gradient_;
};

/// Gives the gradient, or std::pair{gradient, aux} where f returns {Array, aux}.
template <class F, class Wrt, int... Index> class Grad {
public:
  using TransformedCallable = F;
  Grad(F f, Wrt wrt, SourceLine line) : gradient_(std::move(f), std::move(wrt), detail::Transform::grad, line) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, detail::Offered<A>...>) {
      detail::explain_unviable_call<F, detail::Offered<A>...>();
    } else {
      auto [value, gradients] = gradient_(std::forward<A>(args)...);
      if constexpr (detail::WithAux<decltype(value)>)
        return std::pair(std::move(gradients), std::get<1>(std::move(value)));
      else
        return gradients;
    }
  }

  std::string identity() const
    requires(detail::has_identity<F>() && detail::has_identity<Wrt>())
  {
    return gradient_.identity();
  }

private:
  detail::Gradient<F, Wrt, Index...> gradient_;
};

namespace detail {

/// Derivative<F, Wrt, Index...>, with respect to argument 0 where no index is given.
template <template <class, class, int...> class Derivative, int... Index, class F, class Wrt>
auto make_derivative(F &&f, Wrt wrt, const SourceLine &line) {
  using Callable = std::decay_t<F>;
  require_const_callable<Callable>();
  if constexpr (sizeof...(Index) == 0)
    return Derivative<Callable, Wrt, 0>(std::forward<F>(f), std::move(wrt), line);
  else
    return Derivative<Callable, Wrt, Index...>(std::forward<F>(f), std::move(wrt), line);
}

} // namespace detail

/// Derivative of a function with a scalar floating output with respect to argument 0, or to the arguments
/// `Index...` (negative ones from the end; several give a std::tuple). A gradient is a tree like its
/// argument, with none in place of integer, bool and nn::Stat leaves. Outside of jit C++ may branch on values
/// inside f.
template <int... Index, class F> auto grad(F &&f, std::source_location where = std::source_location::current()) {
  return detail::make_derivative<Grad, Index...>(std::forward<F>(f), detail::Everything(), where);
}
/// With respect to those leaves that `wrt` chooses, a predicate of (array), (path) or (path, array), or a mask, as for
/// filter; the gradient has none in place of the others. TreeError where it chooses nothing.
template <int... Index, class F, class Wrt>
  requires(!std::convertible_to<Wrt, std::source_location>)
auto grad(F &&f, Wrt wrt, std::source_location where = std::source_location::current()) {
  return detail::make_derivative<Grad, Index...>(std::forward<F>(f), std::move(wrt), where);
}

/// As grad, with the value: std::pair{value, gradient}.
template <int... Index, class F>
auto value_and_grad(F &&f, std::source_location where = std::source_location::current()) {
  return detail::make_derivative<ValueAndGrad, Index...>(std::forward<F>(f), detail::Everything(), where);
}
template <int... Index, class F, class Wrt>
  requires(!std::convertible_to<Wrt, std::source_location>)
auto value_and_grad(F &&f, Wrt wrt, std::source_location where = std::source_location::current()) {
  return detail::make_derivative<ValueAndGrad, Index...>(std::forward<F>(f), std::move(wrt), where);
}

} // namespace burin
