// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/rule_signature.h"
#include "burin/detail/rule_site.h"

#include <memory>
#include <string>
#include <utility>

/// What custom_vjp and custom_jvp give: a function that calls its rules where it may be differentiated.
namespace burin::detail {

/// The rules of a function whose arguments come as G, whatever their own types.
template <class R, class... G> class RuleSet {
public:
  virtual ~RuleSet() = default;
  virtual R call(const G &...arguments) const = 0;
};

/// `Body` has site, and is called with RuleArguments.
template <class Body, class R, class... G> class RuleSetOf final : public RuleSet<R, G...> {
public:
  explicit RuleSetOf(Body body) : body_(std::move(body)) {}
  R call(const G &...arguments) const override {
    if constexpr (std::is_void_v<R>)
      body_(arguments...);
    else
      return body_(arguments...);
  }

private:
  Body body_;
};

/// A function that spells its parameters; its rules are given later. Copies share them.
template <class F, class Nondiff> class RuledFunction {
public:
  using TransformedCallable = F;
  using Spelled = SignatureOf<F>;
  static_assert(Spelled::spelled, "burin: the function given to custom_vjp or custom_jvp spells its "
                                  "parameter types; a generic one takes its rules at once: "
                                  "custom_vjp(f, fwd, bwd), custom_jvp(f, rule)");

  RuledFunction(Transform transform, F f, SourceLine line)
      : transform_(transform), rules_(std::make_shared<Rules>()), f_(std::move(f)), line_(line) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!viable<F, A...>) {
      explain_unviable_call<F, A...>();
    } else {
      if (!*rules_)
        refuse_missing_rule(site({}));
      if (derivatives_to_come() == 0)
        return static_cast<typename Spelled::Result>(invoke(f_, std::forward<A>(args)...));
      return call(static_cast<Types *>(nullptr), args...);
    }
  }

protected:
  RuleSite site(const SourceLine &rules) const { return {transform_, std::string(callable_name<F>()), line_, rules}; }
  const F &function() const { return f_; }
  template <class Body> void set_rules(Body body) { *rules_ = make(std::move(body), static_cast<Types *>(nullptr)); }

private:
  template <class R, class... P> struct TypesOf {
    using Positions = NondiffPositions<Nondiff>;
    static constexpr std::size_t count = sizeof...(P);
    static_assert(Positions::template in_range<count>(),
                  "burin: nondiff names an argument that the function does not have; count from 0, negative numbers "
                  "from the end");
    static_assert(Positions::template distinct<count>(), "burin: nondiff names an argument twice");
    template <std::size_t... I>
    static std::type_identity<RuleSet<R, RuleArgument<P, Positions::template holds<I, count>>...>>
        set_type(std::index_sequence<I...>);
    using Set = typename decltype(set_type(std::index_sequence_for<P...>()))::type;
  };
  using Types = typename Spelled::template Apply<TypesOf>;
  using Rules = std::unique_ptr<const typename Types::Set>;

  template <class Body, class R, class... G> static Rules make_set(Body body, const RuleSet<R, G...> *) {
    return std::make_unique<const RuleSetOf<Body, R, G...>>(std::move(body));
  }
  template <class Body, class T> static Rules make(Body body, T *) {
    return make_set(std::move(body), static_cast<const typename T::Set *>(nullptr));
  }
  template <class R, class... P, class... A> R call(TypesOf<R, P...> *, A &...args) const {
    return call_converted<R>(static_cast<const typename Types::Set *>(nullptr), static_cast<RuleParameter<P>>(args)...);
  }
  // Numbers given for arrays have become arrays that live until this returns.
  template <class R, class... G, class... V> R call_converted(const RuleSet<R, G...> *, V &...values) const {
    return (*rules_)->call(G(values)...);
  }

  Transform transform_;
  std::shared_ptr<Rules> rules_;
  F f_;
  SourceLine line_;
};

/// A generic function with its rules: the members of `Body`, whose first is the function f.
template <class F, class Nondiff, class Body> class GenericRuledFunction {
public:
  using TransformedCallable = F;
  explicit GenericRuledFunction(Body body) : body_(std::move(body)) {}

  template <class... A> auto operator()(A &&...args) const {
    if constexpr (!viable<F, A...>) {
      explain_unviable_call<F, A...>();
    } else {
      using Positions = NondiffPositions<Nondiff>;
      static_assert(Positions::template in_range<sizeof...(A)>() && Positions::template distinct<sizeof...(A)>(),
                    "burin: nondiff names an argument that the call does not have, or one twice");
      using Result = std::remove_cvref_t<decltype(invoke(body_.f, std::forward<A>(args)...))>;
      if (derivatives_to_come() == 0)
        return static_cast<Result>(invoke(body_.f, std::forward<A>(args)...));
      return [&]<std::size_t... I>(std::index_sequence<I...>) -> Result {
        return body_(RuleArgument<const std::remove_cvref_t<A> &, Positions::template holds<I, sizeof...(A)>>(
            std::as_const(args))...);
      }(std::index_sequence_for<A...>());
    }
  }

  std::string identity() const
    requires requires(const Body &body) { body.identity(); }
  {
    return body_.identity();
  }

private:
  Body body_;
};

} // namespace burin::detail
