// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/nn/layer.h"

#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace burin::nn {

/// Layers and functions, one after the other: Sequential(nn::Linear(4, 8, rngs), nn::relu, nn::Dropout{}). Without
/// layers, the identity.
class Sequential {
public:
  Sequential() = default;
  explicit Sequential(std::vector<Layer> layers) : layers(std::move(layers)) {}
  template <class... L>
    requires(sizeof...(L) > 0 && !(sizeof...(L) == 1 && (std::same_as<std::decay_t<L>, Sequential> && ...)) &&
             (burin::detail::LayerLike<std::decay_t<L>> && ...))
  Sequential(L &&...layer) {
    layers.reserve(sizeof...(L));
    (layers.emplace_back(std::forward<L>(layer)), ...);
  }

  /// A variable is state: layers may change. Layers that draw need the streams.
  Array operator()(const In &x);
  Array operator()(const In &x, Rngs &rngs);
  Array operator()(const In &x) const;
  Array operator()(const In &x, Rngs &rngs) const;

  std::vector<Layer> layers;

  static constexpr auto tree_fields(auto &self) { return std::tie(self.layers); }
};

} // namespace burin::nn
