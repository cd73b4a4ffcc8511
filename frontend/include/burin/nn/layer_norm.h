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

struct LayerNormOptions {
  double epsilon = 1e-6;
  bool use_bias = true, use_scale = true;
  Initializer bias_init = initializers::zeros();
  Initializer scale_init = initializers::ones();
  AxisList reduction_axes = -1;  ///< over which mean and variance are taken
  AxisList feature_axes = -1;    ///< whose elements have a scale and a bias each
  bool use_fast_variance = true; ///< E[x^2] - E[x]^2 in place of E[(x - E[x])^2]
  DType dtype = f32;             ///< of the parameters
};

/// Ba et al. 2016; conventions of flax.nnx.LayerNorm. x -> (x - mean) / sqrt(variance + epsilon) scale + bias, of the
/// shape of x, in the dtype of x and the parameters together; statistics are in f32 at least. Draws from rngs.params:
/// a key for the scale, then one for the bias. ShapeError for a negative number of features, axes that x does not have,
/// or features that are not num_features.
class LayerNorm {
public:
  LayerNorm() = default;
  LayerNorm(std::int64_t num_features, Rngs &rngs, const LayerNormOptions &options = {},
            std::source_location where = std::source_location::current());

  /// The mask (bool, broadcasts to x) says which elements the statistics are of.
  Array operator()(const In &x, const Array &mask = {}) const;

  Array scale, bias; ///< [num_features], or none
  AxisList reduction_axes = -1, feature_axes = -1;
  double epsilon = 1e-6;
  bool use_fast_variance = true;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.scale, self.bias, self.reduction_axes, self.feature_axes, self.epsilon,
                    self.use_fast_variance);
  }
};

} // namespace burin::nn
