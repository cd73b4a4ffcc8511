// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/arguments.h"
#include "burin/detail/callable.h"
#include "burin/static.h"

#include <type_traits>
#include <utility>

/// Functions whose arithmetic arguments are all known while tracing: filter_jit and filter_checkpoint.
namespace burin::detail {

/// What becomes of an argument on the way to the trace: a number becomes a Static of its type.
template <class A> decltype(auto) known_number(A &&argument) {
  if constexpr (Arithmetic<Value<A>>)
    return Static<Value<A>>(argument);
  else
    return static_cast<A &&>(argument);
}
template <class A> using KnownNumber = std::conditional_t<Arithmetic<Value<A>>, Static<Value<A>>, A>;

template <class A> struct NumberInside {
  using Type = A;
};
template <class A>
  requires(is_static_wrapper<Value<A>> && Arithmetic<typename Value<A>::value_type>)
struct NumberInside<A> {
  using Type = typename Value<A>::value_type;
};

/// Calls f with a number in place of its Static, unless f takes the Static only.
template <class F> class NumbersKnown {
public:
  explicit NumbersKnown(F f) : f_(std::move(f)) {}

  template <class... A>
    requires(viable<F, typename NumberInside<A>::Type...> || viable<F, A...>)
  auto operator()(A &&...args) const {
    if constexpr (viable<F, typename NumberInside<A>::Type...>)
      return detail::invoke(f_, static_cast<std::conditional_t<std::is_same_v<typename NumberInside<A>::Type, A>, A &&,
                                                               typename NumberInside<A>::Type>>(args)...);
    else
      return detail::invoke(f_, std::forward<A>(args)...);
  }

private:
  [[no_unique_address]] F f_;
};

} // namespace burin::detail
