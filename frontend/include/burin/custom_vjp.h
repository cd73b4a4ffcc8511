// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/ruled_function.h"
#include "burin/detail/vjp_rule.h"

#include <source_location>
#include <utility>

namespace burin {

/// A function with a derivative rule of its own. Where nothing is differentiated only the function runs. The rules
/// belong to the function: copies share them.
template <class F, class Nondiff> class CustomVjp : public detail::RuledFunction<F, Nondiff> {
public:
  CustomVjp(F f, SourceLine line)
      : detail::RuledFunction<F, Nondiff>(detail::Transform::custom_vjp, std::move(f), line) {}

  /// fwd(arguments...) gives std::pair{output, residuals}; bwd(nondiff arguments..., residuals, cotangent of the
  /// output) gives a std::tuple with one cotangent per argument that is not nondiff: a tree like the argument, a State,
  /// or none for zero. Where the function has T & parameters, fwd changes them likewise, and bwd gets a
  /// Cotangents{inputs, out} for the cotangent. Both may call the function. CustomRuleError where they do not fit the
  /// function, when it is differentiated. Outside of jit C++ may branch on values inside fwd, and inside bwd on
  /// residuals.
  template <class Fwd, class Bwd>
  CustomVjp &defvjp(Fwd fwd, Bwd bwd, std::source_location where = std::source_location::current()) {
    detail::require_const_callable<Fwd>();
    detail::require_const_callable<Bwd>();
    this->set_rules(detail::VjpRule<F, Fwd, Bwd>{this->site(where), this->function(), std::move(fwd), std::move(bwd)});
    return *this;
  }
};

/// Gives f a derivative rule by `.defvjp(fwd, bwd)`. Of a function that closes over arrays which are differentiated
/// there is no derivative: CustomRuleError; nor is there one in forward mode.
template <class Nondiff = nondiff<>, class F>
auto custom_vjp(F &&f, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  return CustomVjp<Callable, Nondiff>(std::forward<F>(f), where);
}

/// A generic function with its rules.
template <class Nondiff = nondiff<>, class F, class Fwd, class Bwd>
auto custom_vjp(F &&f, Fwd &&fwd, Bwd &&bwd, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  using Rule = detail::VjpRule<Callable, std::decay_t<Fwd>, std::decay_t<Bwd>>;
  detail::require_const_callable<Callable>();
  detail::require_const_callable<std::decay_t<Fwd>>();
  detail::require_const_callable<std::decay_t<Bwd>>();
  return detail::GenericRuledFunction<Callable, Nondiff, Rule>(
      Rule{{detail::Transform::custom_vjp, std::string(detail::callable_name<Callable>()), where, where},
           std::forward<F>(f),
           std::forward<Fwd>(fwd),
           std::forward<Bwd>(bwd)});
}

} // namespace burin
