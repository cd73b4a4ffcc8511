// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/replaced_weights.h"
#include "burin/nn/axis_list.h"
#include "burin/nn/initializers.h"
#include "burin/nn/variable_filter.h"
#include "burin/state.h"

#include <source_location>
#include <tuple>
#include <utility>
#include <vector>

namespace burin::nn {

struct WeightNormOptions {
  AxisList feature_axes = -1; ///< each of their elements has a norm and a scale; none: one for the whole weight
  bool use_scale = true;
  Initializer scale_init = initializers::ones();
  double epsilon = 1e-12; ///< added to the sum of squares
  VariableFilter variable_filter = "kernel";
};

/// What WeightNorm does with the weights of a layer, whatever its type.
class WeightNormalizer {
public:
  WeightNormalizer() = default;
  explicit WeightNormalizer(const WeightNormOptions &options)
      : feature_axes(options.feature_axes), use_scale(options.use_scale), epsilon(options.epsilon),
        variable_filter(options.variable_filter) {}

  /// The first scales, by path. Without streams the initializer gets no key.
  State init_scale(burin::detail::TreeRef layer, const Initializer &init, Rngs *rngs, std::source_location where) const;
  /// Sets the weights that the filter selects, and says which leaves they are.
  std::vector<bool> apply(burin::detail::TreeRef layer, const State &scale, std::source_location where) const;

  AxisList feature_axes = -1;
  bool use_scale = true;
  double epsilon = 1e-12;
  VariableFilter variable_filter = "kernel";
};

/// Salimans and Kingma 2016: calls a layer, or any module, with weights v / sqrt(sum(v^2) + epsilon) scale in place of
/// its weights v, which stay as they are. Both are trained. Conventions of flax.linen.WeightNorm; `scale` is ones at
/// first, not the norm of v. Weights are selected by their paths below the layer.
/// ShapeError for feature axes that a selected weight does not have, TreeError when a weight has no scale.
template <class L> class WeightNorm {
public:
  WeightNorm() = default;
  explicit WeightNorm(L layer, const WeightNormOptions &options = {},
                      std::source_location where = std::source_location::current())
      : WeightNorm(std::move(layer), options, nullptr, where) {}
  /// Draws a key from rngs.params for each scale.
  WeightNorm(L layer, Rngs &rngs, const WeightNormOptions &options = {},
             std::source_location where = std::source_location::current())
      : WeightNorm(std::move(layer), options, &rngs, where) {}

  /// What the layer takes behind x. A variable is state: the state of the layer changes.
  template <class... More>
    requires burin::detail::LayerCall<L, More...>
  auto operator()(const In &x, More &&...more) {
    return call(*this, x, std::forward<More>(more)...);
  }
  template <class... More>
    requires burin::detail::LayerCall<const L, More...>
  auto operator()(const In &x, More &&...more) const {
    return call(*this, x, std::forward<More>(more)...);
  }

  L layer;
  State scale; ///< by the path of the weight: scale["kernel"], of the extents of the feature axes
  WeightNormalizer how;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.layer, self.scale, self.how.feature_axes, self.how.use_scale, self.how.epsilon,
                    self.how.variable_filter);
  }

private:
  WeightNorm(L wrapped, const WeightNormOptions &options, Rngs *rngs, std::source_location where)
      : layer(std::move(wrapped)), how(options) {
    scale = how.init_scale(burin::detail::tree_ref(layer), options.scale_init, rngs, where);
  }

  template <class Self, class... More> static auto call(Self &self, const In &x, More &&...more) {
    const auto replace = [&](burin::detail::TreeRef copy) { return self.how.apply(copy, self.scale, x.where()); };
    return burin::detail::call_wrapper(self, replace, x, std::forward<More>(more)...);
  }
};

// WeightNorm(WeightNorm(layer)) would be a copy, as WeightNorm copy = norm is.
template <class L> explicit WeightNorm(WeightNorm<L>) -> WeightNorm<WeightNorm<L>>;

} // namespace burin::nn
