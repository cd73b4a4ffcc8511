// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/custom_rule.h"

#include <memory>
#include <source_location>
#include <tuple>
#include <utility>

namespace burin {

namespace detail {

template <class S> struct Signature {
  static constexpr bool spelled = false;
};
template <class R, class... P> struct SpelledSignature {
  static constexpr bool spelled = true;
  static constexpr bool has_state =
      ((std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>) || ...);
  using Result = std::remove_cvref_t<R>;
  template <template <class...> class T> using Apply = T<Result, RuleValue<P>...>;
};
template <class R, class... P> struct Signature<R(P...)> : SpelledSignature<R, P...> {};
template <class R, class... P> struct Signature<R (*)(P...)> : SpelledSignature<R, P...> {};
template <class R, class... P> struct Signature<R (*)(P...) noexcept> : SpelledSignature<R, P...> {};
template <class R, class C, class... P> struct Signature<R (C::*)(P...) const> : SpelledSignature<R, P...> {};
template <class R, class C, class... P> struct Signature<R (C::*)(P...) const noexcept> : SpelledSignature<R, P...> {};

template <class F> struct SignatureOf : Signature<F> {};
template <class F>
  requires requires { &F::operator(); }
struct SignatureOf<F> : Signature<decltype(&F::operator())> {};

/// The rules of a function with parameters of the types V, whatever their own types.
template <class R, class... V> class RuleSet {
public:
  virtual ~RuleSet() = default;
  virtual R call(const RuleArgument<V> &...arguments) const = 0;
};

template <class F, class Fwd, class Bwd, class R, class... V> class RuleSetOf final : public RuleSet<R, V...> {
public:
  RuleSetOf(RuleSite site, F f, Fwd fwd, Bwd bwd)
      : site_(std::move(site)), f_(std::move(f)), fwd_(std::move(fwd)), bwd_(std::move(bwd)) {}
  R call(const RuleArgument<V> &...arguments) const override {
    return call_with_rules(site_, f_, fwd_, bwd_, arguments...);
  }

private:
  RuleSite site_;
  F f_;
  Fwd fwd_;
  Bwd bwd_;
};

template <class F> void require_no_state_parameters() {
  static_assert(!SignatureOf<F>::has_state, "burin: a parameter T& of a function given to custom_vjp is not "
                                            "supported yet; pass and return the state");
}

} // namespace detail

/// A function with a derivative rule of its own. Outside of traces, and where nothing is differentiated, only
/// the function runs. The rules belong to the function: copies share them.
template <class F> class CustomVjp {
public:
  using TransformedCallable = F;
  static_assert(detail::SignatureOf<F>::spelled, "burin: the function given to custom_vjp spells its "
                                                 "parameter types; a generic one takes its rules at once: "
                                                 "custom_vjp(f, fwd, bwd)");

  CustomVjp(F f, SourceLine line) : rules_(std::make_shared<Rules>()), f_(std::move(f)), line_(line) {
    detail::require_no_state_parameters<F>();
  }

  /// fwd(arguments...) gives std::pair{output, residuals}; bwd(residuals, cotangent of the output) gives a
  /// std::tuple with one cotangent per argument: a tree like the argument, a State, or none for zero.
  template <class Fwd, class Bwd>
  CustomVjp &defvjp(Fwd fwd, Bwd bwd, std::source_location where = std::source_location::current()) {
    detail::require_const_callable<Fwd>();
    detail::require_const_callable<Bwd>();
    *rules_ = make(detail::RuleSite{std::string(detail::callable_name<F>()), line_, where}, std::move(fwd),
                   std::move(bwd), static_cast<ArgumentTypes *>(nullptr));
    return *this;
  }

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, A...>) {
      detail::explain_unviable_call<F, A...>();
    } else {
      if (!*rules_)
        detail::refuse_missing_rule({std::string(detail::callable_name<F>()), line_, {}});
      using Result = typename detail::SignatureOf<F>::Result;
      if (!detail::tracing())
        return static_cast<Result>(detail::invoke(f_, std::forward<A>(args)...));
      return call(static_cast<ArgumentTypes *>(nullptr), args...);
    }
  }

private:
  template <class R, class... V> struct Types {
    using Set = detail::RuleSet<R, V...>;
  };
  using ArgumentTypes = typename detail::SignatureOf<F>::template Apply<Types>;
  using Rules = std::unique_ptr<const typename ArgumentTypes::Set>;

  template <class Fwd, class Bwd, class R, class... V>
  auto make(detail::RuleSite site, Fwd fwd, Bwd bwd, Types<R, V...> *) const {
    return std::make_unique<const detail::RuleSetOf<F, Fwd, Bwd, R, V...>>(std::move(site), f_, std::move(fwd),
                                                                           std::move(bwd));
  }
  template <class R, class... V, class... A> R call(Types<R, V...> *, const A &...args) const {
    return call_converted<R, V...>(static_cast<const V &>(args)...);
  }
  // Numbers given for arrays have become arrays that live until this returns.
  template <class R, class... V> R call_converted(const V &...values) const {
    return (*rules_)->call(detail::RuleArgument<V>(values)...);
  }

  std::shared_ptr<Rules> rules_;
  F f_;
  SourceLine line_;
};

/// A generic function with its rules.
template <class F, class Fwd, class Bwd> class CustomVjpWithRules {
public:
  using TransformedCallable = F;
  CustomVjpWithRules(F f, Fwd fwd, Bwd bwd, SourceLine line)
      : f_(std::move(f)), fwd_(std::move(fwd)), bwd_(std::move(bwd)),
        site_{std::string(detail::callable_name<F>()), line, line} {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!detail::viable<F, A...>) {
      detail::explain_unviable_call<F, A...>();
    } else {
      using Result = std::remove_cvref_t<decltype(detail::invoke(f_, std::forward<A>(args)...))>;
      if (!detail::tracing())
        return static_cast<Result>(detail::invoke(f_, std::forward<A>(args)...));
      return static_cast<Result>(detail::call_with_rules(
          site_, f_, fwd_, bwd_, detail::RuleArgument<std::remove_cvref_t<A>>(std::as_const(args))...));
    }
  }

  std::string identity() const
    requires(detail::has_identity<F>() && detail::has_identity<Fwd>() && detail::has_identity<Bwd>())
  {
    return detail::identity_of(f_) + ";" + detail::identity_of(fwd_) + ";" + detail::identity_of(bwd_);
  }

private:
  F f_;
  Fwd fwd_;
  Bwd bwd_;
  detail::RuleSite site_;
};

/// Gives f a derivative rule by `.defvjp(fwd, bwd)`.
template <class F> auto custom_vjp(F &&f, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  return CustomVjp<Callable>(std::forward<F>(f), where);
}

template <class F, class Fwd, class Bwd>
auto custom_vjp(F &&f, Fwd &&fwd, Bwd &&bwd, std::source_location where = std::source_location::current()) {
  using Callable = std::decay_t<F>;
  detail::require_const_callable<Callable>();
  detail::require_const_callable<std::decay_t<Fwd>>();
  detail::require_const_callable<std::decay_t<Bwd>>();
  return CustomVjpWithRules<Callable, std::decay_t<Fwd>, std::decay_t<Bwd>>(std::forward<F>(f), std::forward<Fwd>(fwd),
                                                                            std::forward<Bwd>(bwd), where);
}

} // namespace burin
