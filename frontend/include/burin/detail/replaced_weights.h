// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/layer_call.h"
#include "burin/detail/module_call.h"
#include "burin/detail/visit.h"
#include "burin/tree.h"

#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

/// How WeightNorm and SpectralNorm call a layer with other weights than it has.
namespace burin::detail {

/// Leaves that training changes: floating arrays that are no state.
bool is_weight(const TreeLeaf &leaf);

/// Gives `layer` the arrays of `copy` that the call has changed, but not those that were `replaced`. TreeError when the
/// call has changed more than arrays.
void keep_state(TreeRef layer, TreeRef copy, const std::vector<bool> &replaced, std::source_location where);

/// What a copy of the layer gives for x. `replace(copy)` sets weights, and says which leaves these are. The state of a
/// variable is kept; the layer's own weights stay.
template <class L, class Replace, class... More>
auto call_with_weights(L &layer, const Replace &replace, const In &x, More &&...more) {
  std::remove_const_t<L> copy(layer);
  const std::vector<bool> replaced = replace(tree_ref(copy));
  if constexpr (std::is_const_v<L>) {
    return call_layer(std::as_const(copy), x, std::forward<More>(more)...);
  } else {
    auto output = call_layer(copy, x, std::forward<More>(more)...);
    keep_state(tree_ref(layer), tree_ref(copy), replaced, x.where());
    return output;
  }
}

/// The announced call of a wrapper: what its layer gives for x with the weights that `replace` sets.
template <class W, class Replace, class... More>
auto call_wrapper(W &wrapper, const Replace &replace, const In &x, More &&...more) {
  const Array input = x.array();
  return call_module(
      wrapper,
      [&] { return call_with_weights(wrapper.layer, replace, In(input, x.where()), std::forward<More>(more)...); },
      input);
}

} // namespace burin::detail
