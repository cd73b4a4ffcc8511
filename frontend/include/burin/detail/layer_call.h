// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/trace_scope.h"
#include "burin/in.h"
#include "burin/nn/rngs.h"

#include <type_traits>
#include <utility>

/// How wrappers of layers call what they hold. L may be const.
namespace burin::detail {

/// The call is a template: it is instantiated with arrays only.
template <class L, class... More>
concept GenericLayer =
    requires { &std::remove_const_t<L>::template operator()<Array, std::remove_cvref_t<More>...>; } || requires {
      &std::remove_const_t<L>::template operator()<Array>;
    } || requires { &std::remove_const_t<L>::template operator()<Array, nn::Rngs>; };

/// Takes `const In &`, as the layers of the library: with the line of the call.
template <class L, class... More> constexpr bool takes_in() {
  if constexpr (GenericLayer<L, More...>)
    return false;
  else
    return std::is_invocable_v<L &, const In &, More...>;
}

/// Can be called with an array and `More`.
template <class L, class... More>
concept LayerCall = takes_in<L, More...>() || std::is_invocable_v<L &, const Array &, More...>;

/// What the layer gives for x. The operations of a layer of the user's have lines of their own.
template <class L, class... More>
  requires LayerCall<L, More...>
decltype(auto) call_layer(L &layer, const In &x, More &&...more) {
  if constexpr (takes_in<L, More...>()) {
    return layer(x, std::forward<More>(more)...);
  } else {
    const UserCode user_code;
    return layer(x.array(), std::forward<More>(more)...);
  }
}

template <class L, class... More> constexpr bool gives_array() {
  if constexpr (LayerCall<L, More...>)
    return std::is_convertible_v<
        decltype(call_layer(std::declval<L &>(), std::declval<const In &>(), std::declval<More>()...)), Array>;
  else
    return false;
}

/// Array -> Array, by itself or with random streams.
template <class L>
concept LayerLike = gives_array<L>() || gives_array<L, nn::Rngs &>();

} // namespace burin::detail
