// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/axis_list.h"
#include "burin/nn/initializers.h"
#include "burin/nn/rngs.h"

#include <cstdint>
#include <source_location>
#include <tuple>

namespace burin::nn {

struct RMSNormOptions {
  double epsilon = 1e-6;
  bool use_scale = true;
  Initializer scale_init = initializers::ones();
  AxisList reduction_axes = -1; ///< over which the mean of squares is taken
  AxisList feature_axes = -1;   ///< whose elements have a scale each
  DType dtype = f32;            ///< of the scale
};

/// Zhang and Sennrich 2019; conventions of flax.nnx.RMSNorm. x -> x / sqrt(mean(x^2) + epsilon) scale; otherwise as
/// LayerNorm. Draws a key for the scale from rngs.params.
class RMSNorm {
public:
  RMSNorm() = default;
  RMSNorm(std::int64_t num_features, Rngs &rngs, const RMSNormOptions &options = {},
          std::source_location where = std::source_location::current());

  /// The mask (bool, broadcasts to x) says which elements the mean is of.
  Array operator()(const In &x, const Array &mask = {}) const;

  Array scale; ///< [num_features], or none
  AxisList reduction_axes = -1, feature_axes = -1;
  double epsilon = 1e-6;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.scale, self.reduction_axes, self.feature_axes, self.epsilon);
  }
};

} // namespace burin::nn
