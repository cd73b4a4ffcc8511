// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"
#include "burin/reflect.h"
#include "burin/static.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// What a callable's parameters can hold, found without instantiating the bodies of generic callables.
namespace burin::detail {

/// A transformation of a callable has the callable's parameters: `template <class... A> static constexpr bool
/// viable`.
template <class F>
concept Transformed = requires { typename F::TransformedCallable; };

struct Rival {
  void operator()(...);
};
// Called on a non-const object, F's const operator() loses on the object and wins on the arguments: the call
// is ambiguous exactly when F can be called.
template <class F> struct Duel : F, Rival {
  using F::operator();
  using Rival::operator();
};

template <class F>
concept Inspectable = !std::is_class_v<F> || std::is_final_v<F> || requires { &F::operator(); };

template <class F, class... A> constexpr bool is_viable() {
  if constexpr (Transformed<F>)
    return is_viable<typename F::TransformedCallable, A...>();
  else if constexpr (Inspectable<F>)
    return std::is_invocable_v<const F &, A...>;
  else
    return !requires(Duel<F> &duel) { duel(std::declval<A>()...); };
}
template <class F, class... A> inline constexpr bool viable = is_viable<F, A...>();

template <class M> inline constexpr bool is_const_member = false;
template <class R, class C, class... A> inline constexpr bool is_const_member<R (C::*)(A...) const> = true;
template <class R, class C, class... A> inline constexpr bool is_const_member<R (C::*)(A...) const noexcept> = true;
template <class R, class C, class... A> inline constexpr bool is_const_member<R (C::*)(A...) const &> = true;
template <class R, class C, class... A> inline constexpr bool is_const_member<R (C::*)(A...) const & noexcept> = true;

template <class F> constexpr bool callable_as_const() {
  if constexpr (std::is_class_v<F> && requires { &F::operator(); })
    return is_const_member<decltype(&F::operator())>;
  else
    return true;
}

template <class F> constexpr void require_const_callable() {
  static_assert(callable_as_const<F>(), "burin: a transformation calls its function as const, and this one "
                                        "is a mutable lambda or has an operator() "
                                        "that is not const; pass the state as a T& argument instead");
}

/// Explains a call that no overload takes; the assertions say why.
template <class F, class... A> constexpr void explain_unviable_call() {
  static_assert(viable<F, A...> || !std::is_class_v<F> || Transformed<F> || Inspectable<F> ||
                    !std::is_invocable_v<F &, A...>,
                "burin: a transformation calls its function as const, and this one is a mutable lambda or "
                "has an operator() "
                "that is not const; pass the state as a T& argument instead");
  static_assert(viable<F, A...>, "burin: the function of this transformation cannot be called with these arguments; a "
                                 "parameter T& takes a non-const variable, and no temporary");
}

template <class F, class... A> decltype(auto) invoke(const F &f, A &&...args) {
  if constexpr (std::is_member_function_pointer_v<F>)
    return [&f](auto &&self, auto &&...rest) -> decltype(auto) {
      return (std::forward<decltype(self)>(self).*f)(std::forward<decltype(rest)>(rest)...);
    }(std::forward<A>(args)...);
  else if constexpr (std::is_member_object_pointer_v<F>)
    return
        [&f](auto &&self) -> decltype(auto) { return std::forward<decltype(self)>(self).*f; }(std::forward<A>(args)...);
  else
    return f(std::forward<A>(args)...);
}

/// Stands for an argument that only an unconstrained template parameter takes.
struct Nothing {};
/// Stands for an argument that only a parameter of type Static<T> takes.
struct StaticProbe {
  template <class T> operator Static<T>() const;
};

/// What a parameter does with an arithmetic argument.
enum class Parameter {
  generic, ///< auto: takes an Array or the number
  array,   ///< takes an Array
  marked,  ///< Static<T>
  plain,   ///< bool, int, double: cannot hold a tracer
};

template <class Probe, class A>
using LikeArgument =
    std::conditional_t<std::is_lvalue_reference_v<A>,
                       std::conditional_t<std::is_const_v<std::remove_reference_t<A>>, const Probe &, Probe &>, Probe>;

// The first `I` and the last arguments stay as they are; number I becomes a probe.
template <class F, class Probe, std::size_t I, class... A, std::size_t... K>
constexpr bool viable_with(std::index_sequence<K...>) {
  return viable<F, std::conditional_t<K == I, LikeArgument<Probe, A>, A>...>;
}

template <class F, std::size_t I, class... A> constexpr Parameter parameter_kind() {
  constexpr auto all = std::index_sequence_for<A...>();
  if constexpr (viable_with<F, Nothing, I, A...>(all))
    return Parameter::generic;
  else if constexpr (viable_with<F, Array, I, A...>(all) ||
                     viable_with<F, Array, I, std::remove_reference_t<A>...>(all))
    return Parameter::array;
  else if constexpr (viable_with<F, StaticProbe, I, std::remove_reference_t<A>...>(all))
    return Parameter::marked;
  else
    return Parameter::plain;
}

/// "lambda", "function", or the name of the class of a function object: for messages.
template <class F> constexpr std::string_view callable_name() {
  if constexpr (Transformed<F>)
    return callable_name<typename F::TransformedCallable>();
  else if constexpr (!std::is_class_v<F>)
    return "function";
  else
    return reflect::type_name<F>().find("lambda") != std::string_view::npos ? "lambda" : reflect::type_name<F>();
}

/// True for callables that are the same wherever their type and identity_of are: captureless lambdas,
/// pointers to functions, and transformations of these.
template <class F> constexpr bool has_identity() {
  if constexpr (Transformed<F>)
    return requires(const F &f) { f.identity(); };
  else
    return FunctionPointer<F> || (std::is_class_v<F> && std::is_empty_v<F>);
}

template <class F> std::string identity_of(const F &f) {
  if constexpr (Transformed<F>)
    return f.identity();
  else if constexpr (FunctionPointer<F>)
    return std::to_string(reinterpret_cast<std::uintptr_t>(f));
  else
    return {};
}

} // namespace burin::detail
