// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/jvp_rule.h"
#include "burin/detail/ruled_function.h"

#include <source_location>
#include <utility>

namespace burin {

/// A function with a rule for tangents of its own, which serves both modes. Where nothing is differentiated only the
/// function runs. The rule belongs to the function: copies share it.
template <class F, class Nondiff> class CustomJvp : public detail::RuledFunction<F, Nondiff> {
public:
  CustomJvp(F f, SourceLine line)
      : detail::RuledFunction<F, Nondiff>(detail::Transform::custom_jvp, std::move(f), line) {}

  /// rule(nondiff arguments..., primals, tangents) gives std::pair{output, tangent of the output}, linear in the
  /// tangents. primals and tangents are std::tuples with one tree per argument that is not nondiff; integer and bool
  /// arrays have none as tangent, plain C++ numbers `none`. The rule may call the function. CustomRuleError where it
  /// does not fit the function, when that is differentiated. Outside of jit C++ may branch on primals.
  template <class Rule> CustomJvp &defjvp(Rule rule, std::source_location where = std::source_location::current()) {
    detail::require_const_callable<Rule>();
    this->set_rules(detail::JvpRule<F, Rule>{this->site(where), this->function(), std::move(rule)});
    return *this;
  }
};

/// Gives f a derivative rule by `.defjvp(rule)`. Of a function that closes over arrays which are differentiated there
/// is no derivative: CustomRuleError.
template <class Nondiff = nondiff<>, class F>
auto custom_jvp(F &&f, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  return CustomJvp<Callable, Nondiff>(std::forward<F>(f), where);
}

/// A generic function with its rule.
template <class Nondiff = nondiff<>, class F, class Rule>
auto custom_jvp(F &&f, Rule &&rule, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  using Body = detail::JvpRule<Callable, std::decay_t<Rule>>;
  detail::require_const_callable<Callable>();
  detail::require_const_callable<std::decay_t<Rule>>();
  return detail::GenericRuledFunction<Callable, Nondiff, Body>(
      Body{{detail::Transform::custom_jvp, std::string(detail::callable_name<Callable>()), where, where},
           std::forward<F>(f),
           std::forward<Rule>(rule)});
}

} // namespace burin
