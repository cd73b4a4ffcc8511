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

struct InstanceNormOptions {
  double epsilon = 1e-6;
  bool use_bias = true, use_scale = true;
  Initializer bias_init = initializers::zeros();
  Initializer scale_init = initializers::ones();
  AxisList feature_axes = -1;    ///< not the first axis, which is the batch
  bool use_fast_variance = true; ///< E[x^2] - E[x]^2 in place of E[(x - E[x])^2]
  DType dtype = f32;             ///< of the parameters
};

/// Ulyanov et al. 2016; conventions of flax.nnx.InstanceNorm: as LayerNorm, with statistics over all axes but the first
/// and those of the features. ShapeError when the first axis is one of features.
class InstanceNorm {
public:
  InstanceNorm() = default;
  InstanceNorm(std::int64_t num_features, Rngs &rngs, const InstanceNormOptions &options = {},
               std::source_location where = std::source_location::current());

  /// The mask (bool, broadcasts to x) says which elements the statistics are of.
  Array operator()(const In &x, const Array &mask = {}) const;

  Array scale, bias; ///< [num_features], or none
  AxisList feature_axes = -1;
  double epsilon = 1e-6;
  bool use_fast_variance = true;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.scale, self.bias, self.feature_axes, self.epsilon, self.use_fast_variance);
  }
};

} // namespace burin::nn
