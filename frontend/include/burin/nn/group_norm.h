// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/axis_list.h"
#include "burin/nn/initializers.h"
#include "burin/nn/rngs.h"

#include <cstdint>
#include <optional>
#include <source_location>
#include <tuple>

namespace burin::nn {

struct GroupNormOptions {
  std::int64_t num_groups = 32;
  std::optional<std::int64_t> group_size{}; ///< in place of num_groups
  double epsilon = 1e-6;
  bool use_bias = true, use_scale = true;
  Initializer bias_init = initializers::zeros();
  Initializer scale_init = initializers::ones();
  AxisList reduction_axes = none; ///< besides the features of the group; all but the first unless given
  bool use_fast_variance = true;  ///< E[x^2] - E[x]^2 in place of E[(x - E[x])^2]
  DType dtype = f32;              ///< of the parameters
};

/// Wu and He 2018; conventions of flax.nnx.GroupNorm: as LayerNorm, with statistics for each example and each group of
/// neighbouring features of the last axis. ShapeError when the groups do not divide the features.
class GroupNorm {
public:
  GroupNorm() = default;
  GroupNorm(std::int64_t num_features, Rngs &rngs, const GroupNormOptions &options = {},
            std::source_location where = std::source_location::current());

  /// The mask (bool, broadcasts to x) says which elements the statistics are of.
  Array operator()(const In &x, const Array &mask = {}) const;

  Array scale, bias; ///< [num_features], or none
  std::int64_t num_features = 0, num_groups = 0;
  AxisList reduction_axes = none;
  double epsilon = 1e-6;
  bool use_fast_variance = true;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.scale, self.bias, self.num_features, self.num_groups, self.reduction_axes, self.epsilon,
                    self.use_fast_variance);
  }
};

} // namespace burin::nn
