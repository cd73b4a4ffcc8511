// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control.h"
#include "burin/detail/traced_call.h"

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

/// The functions of cond and switch_, their arguments, and the result that they have in common.
namespace burin::detail {

/// The first of the types that all others convert to; void where there is none.
template <class To, class... R> inline constexpr bool all_convert = (std::is_convertible_v<R, To> && ...);
template <class All, class... Candidates> struct CommonResult {
  using type = void;
};
template <class... R, class First, class... Rest> struct CommonResult<std::tuple<R...>, First, Rest...> {
  using type = typename std::conditional_t<all_convert<First, R...>, std::type_identity<First>,
                                           CommonResult<std::tuple<R...>, Rest...>>::type;
};
template <class... R> using CommonResultOf = typename CommonResult<std::tuple<R...>, R...>::type;

template <class R, class... Each> struct BranchResult {
  static_assert(!std::is_void_v<R>, "burin: the branches return different types, of which none converts to another");
  using type = R;
};

/// Branches of different types.
template <class F, class... Rest> struct BranchTuple {
  using First = F;
  std::tuple<const F *, const Rest *...> functions;

  template <class... A> static constexpr bool viable_with = (viable<F, A...> && ... && viable<Rest, A...>);
  template <class... G>
  using Result =
      typename BranchResult<CommonResultOf<Lifted<ResultOf<F, G...>>, Lifted<ResultOf<Rest, G...>>...>>::type;
  static constexpr bool have_identity() { return (has_identity<F>() && ... && has_identity<Rest>()); }
  static constexpr std::size_t size() { return 1 + sizeof...(Rest); }
  template <class Body> void each(const Body &body) const {
    std::apply([&](const auto *...function) { (body(*function), ...); }, functions);
  }
};

/// Branches of one type, in a container.
template <class Container> struct BranchRange {
  using First = typename Container::value_type;
  const Container *functions;

  template <class... A> static constexpr bool viable_with = viable<First, A...>;
  template <class... G> using Result = Lifted<ResultOf<First, G...>>;
  static constexpr bool have_identity() { return false; }
  std::size_t size() const { return functions->size(); }
  template <class Body> void each(const Body &body) const {
    for (const First &function : *functions)
      body(function);
  }
};

/// A C++ number or text that goes to a parameter of plain type; part of the key.
template <class T> struct Known {
  T value;
};
template <class T> struct KnownBranchArgument {
  using Stored = T;
  using Passed = T &&;
  static constexpr bool constant = true, writable = false, moved = false, traced = false;
  const T *value;

  explicit KnownBranchArgument(const Known<T> &known) : value(std::addressof(known.value)) {}
  TreeRef tree() const { return tree_ref(*value); }
  Stored copy() const { return *value; }
  static Passed pass(Stored &stored) { return std::move(stored); }
  Extent extent() const { return {}; }
};

template <class A> struct BranchArgumentOf {
  using type = TreeArgument<A>;
};
template <class A> inline constexpr bool is_known = false;
template <class T> inline constexpr bool is_known<Known<T>> = true;
template <class A>
  requires is_known<Value<A>>
struct BranchArgumentOf<A> {
  using type = KnownBranchArgument<decltype(Value<A>::value)>;
};
template <class A> using BranchArgument = typename BranchArgumentOf<A>::type;

/// Numbers become arrays of weak type where every branch takes one, text is copied, everything else stays as it is.
template <class Branches, std::size_t I, class... A>
decltype(auto) branch_value(std::tuple_element_t<I, std::tuple<A...>> &&argument) {
  using Arg = std::tuple_element_t<I, std::tuple<A...>>;
  if constexpr (TextArray<Arg>) {
    return Known<Text>{Text(argument)};
  } else if constexpr (Arithmetic<Value<Arg>>) {
    constexpr bool holds = []<std::size_t... K>(std::index_sequence<K...>) {
      return Branches::template viable_with<std::conditional_t<K == I, Array, Offered<A>>...>;
    }(std::index_sequence_for<A...>());
    if constexpr (holds)
      return Array(argument);
    else
      return Known<Value<Arg>>{argument};
  } else {
    return std::forward<Arg>(argument);
  }
}

} // namespace burin::detail
