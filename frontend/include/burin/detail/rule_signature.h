// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"
#include "burin/in.h"

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace burin {

/// Arguments that a function's rule does not differentiate, by position; negative ones from the end. They are given to
/// the rule first, by const reference, and have no cotangent or tangent.
template <int... Index> struct nondiff {};

} // namespace burin

/// What a function with a rule takes, and how it is passed to the function and to its rules.
namespace burin::detail {

/// The result and the parameters of a function that spells them.
template <class S> struct Signature {
  static constexpr bool spelled = false;
};
template <class P>
inline constexpr bool is_state = std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;
template <class R, class... P> struct SpelledSignature {
  static constexpr bool spelled = true;
  static constexpr bool has_state = (is_state<P> || ...);
  using Result = std::remove_cvref_t<R>;
  template <template <class...> class T> using Apply = T<Result, P...>;
};
template <class R, class... P> struct Signature<R(P...)> : SpelledSignature<R, P...> {};
template <class R, class... P> struct Signature<R (*)(P...)> : SpelledSignature<R, P...> {};
template <class R, class... P> struct Signature<R (*)(P...) noexcept> : SpelledSignature<R, P...> {};
// The object of a member function is its first argument.
template <class R, class C, class... P>
struct Signature<R (C::*)(P...) const> : SpelledSignature<R, const C &, P...> {};
template <class R, class C, class... P>
struct Signature<R (C::*)(P...) const noexcept> : SpelledSignature<R, const C &, P...> {};
template <class R, class C, class... P> struct Signature<R (C::*)(P...)> : SpelledSignature<R, C &, P...> {};
template <class R, class C, class... P> struct Signature<R (C::*)(P...) noexcept> : SpelledSignature<R, C &, P...> {};

template <class S> struct CallOperator;
template <class R, class C, class... P> struct CallOperator<R (C::*)(P...) const> : SpelledSignature<R, P...> {};
template <class R, class C, class... P>
struct CallOperator<R (C::*)(P...) const noexcept> : SpelledSignature<R, P...> {};

template <class F> struct SignatureOf : Signature<F> {};
template <class F>
  requires requires { &F::operator(); }
struct SignatureOf<F> : CallOperator<decltype(&F::operator())> {};

/// Not looked into: its arrays are the caller's.
template <class V> struct CallersObject {
  const V *object;
  void tree_visit(TreeVisitor &) const {}
};

/// An argument that is no input of the program: the function and its rules see the caller's object.
template <class V> struct ConstantArgument {
  using Stored = CallersObject<V>;
  using Passed = const V &;
  static constexpr bool writable = false, constant = true, moved = false;
  static constexpr bool traced = false;
  const V *object;

  explicit ConstantArgument(const V &value) : object(std::addressof(value)) {}
  Stored copy() const { return {object}; }
  static Passed pass(const Stored &stored) { return *stored.object; }
  Extent extent() const { return {}; }
};
template <class G> inline constexpr bool is_nondiff = false;
template <class V> inline constexpr bool is_nondiff<ConstantArgument<V>> = true;

template <class N> struct NondiffPositions;
template <int... Index> struct NondiffPositions<nondiff<Index...>> {
  template <std::size_t Count> static constexpr int resolve(int index) {
    return index < 0 ? index + static_cast<int>(Count) : index;
  }
  template <std::size_t Count> static constexpr bool in_range() {
    return ((resolve<Count>(Index) >= 0 && resolve<Count>(Index) < static_cast<int>(Count)) && ...);
  }
  template <std::size_t Count> static constexpr bool distinct() {
    bool once = true;
    [[maybe_unused]] const auto count = []([[maybe_unused]] int index) {
      return ((resolve<Count>(Index) == index) + ... + 0);
    };
    ((once = once && count(resolve<Count>(Index)) == 1), ...);
    return once;
  }
  template <std::size_t I, std::size_t Count> static constexpr bool holds = ((resolve<Count>(Index) == int(I)) || ...);
};

template <class P>
using RuleValue = std::conditional_t<std::is_same_v<std::remove_cvref_t<P>, In>, Array, std::remove_cvref_t<P>>;

/// How a parameter of the type P is passed on: arrays and trees as inputs, T & as state, numbers unchanged.
template <class P, bool Nondiff> constexpr auto rule_argument_type() {
  using V = RuleValue<P>;
  if constexpr (Nondiff)
    return std::type_identity<ConstantArgument<V>>();
  else if constexpr (Arithmetic<V>)
    return std::type_identity<KnownArgument<V, V, false>>();
  else if constexpr (is_state<P>)
    return std::type_identity<TreeArgument<V &>>();
  else
    return std::type_identity<TreeArgument<const V &>>();
}
template <class P, bool Nondiff> using RuleArgument = typename decltype(rule_argument_type<P, Nondiff>())::type;

/// What an argument converts to before it is passed on; a conversion lives as long as the call.
template <class P> using RuleParameter = std::conditional_t<is_state<P>, RuleValue<P> &, const RuleValue<P> &>;

/// The arguments of a call that are differentiated, or those that are not, as a tuple of references.
template <bool Nondiff, class G> auto rule_part(const G &argument) {
  if constexpr (is_nondiff<G> == Nondiff)
    return std::tuple<const G &>(argument);
  else
    return std::tuple<>();
}
template <class... G> auto nondiff_arguments(const G &...g) { return std::tuple_cat(rule_part<true>(g)...); }
/// Numbers of the arguments that are differentiated.
template <class... G> constexpr auto differentiated_positions() {
  std::array<int, (std::size_t(!is_nondiff<G>) + ... + 0)> positions{};
  std::size_t next = 0;
  int position = 0;
  ((is_nondiff<G> ? void() : void(positions[next++] = position), ++position), ...);
  return positions;
}

} // namespace burin::detail
