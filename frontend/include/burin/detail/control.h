// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/cached_call.h"
#include "burin/detail/control_calls.h"
#include "burin/tree.h"

#include <concepts>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

/// What loops and branches share: how they run outside of traces, and what their functions give.
namespace burin::detail {

/// Inside a trace: records at once. Outside: one program, cached as that of a jitted function.
template <class Control, class... A>
auto run_control(const ControlSite &site, const Control &control, A &&...arguments) {
  if (tracing())
    return control(std::forward<A>(arguments)...);
  CallOptions options;
  options.transform = site.transform;
  options.function = callable_name<Control>();
  options.line = site.line;
  return CachedCall<Control>(control, std::move(options))(std::forward<A>(arguments)...);
}

/// One character for each array, for keys: types in a loop depend on which are weak.
std::string weakness_of(std::initializer_list<TreeRef> trees);

/// A C++ number that goes through a loop or comes out of a branch is an array of weak type.
template <class T> using Lifted = std::conditional_t<Arithmetic<T>, Array, T>;
template <class T> decltype(auto) lift(const T &value) {
  if constexpr (Arithmetic<T>)
    return Array(value);
  else
    return (value);
}

/// A pair, or a tuple of two.
template <class R>
concept PairLike = TupleNode<R> && !ArrayLeaf<R> && requires { requires std::tuple_size_v<R> == 2; };

} // namespace burin::detail
