// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/in.h"
#include "burin/nn/axis_list.h"
#include "burin/nn/initializers.h"
#include "burin/nn/rngs.h"
#include "burin/stat.h"

#include <cstdint>
#include <source_location>
#include <tuple>

namespace burin::nn {

struct BatchNormOptions {
  AxisList axis = -1;     ///< of the features
  double momentum = 0.99; ///< of the running statistics: momentum old + (1 - momentum) new
  double epsilon = 1e-5;
  bool use_bias = true, use_scale = true;
  Initializer bias_init = initializers::zeros();
  Initializer scale_init = initializers::ones();
  bool use_fast_variance = true; ///< E[x^2] - E[x]^2 in place of E[(x - E[x])^2]
  bool inference = false;        ///< normalizes by the running statistics, where the call does not say
  DType dtype = f32;             ///< of the parameters
};

/// Ioffe and Szegedy 2015; conventions of flax.nnx.BatchNorm: biased variance, statistics over all axes but those of
/// the features, in f32 at least. In training, the call updates the running statistics, so it needs a variable: a
/// const layer is an Error there. Draws from rngs.params: a key for the scale, then one for the bias. ShapeError for a
/// negative number of features, axes that x does not have, or features that are not num_features.
class BatchNorm {
public:
  BatchNorm() = default;
  BatchNorm(std::int64_t num_features, Rngs &rngs, const BatchNormOptions &options = {},
            std::source_location where = std::source_location::current());

  /// The mask (bool, broadcasts to x) says which elements the statistics are of.
  Array operator()(const In &x, const Array &mask = {});
  Array operator()(const In &x, const Array &mask = {}) const;
  /// The argument is used in place of the field `inference`.
  Array operator()(const In &x, bool use_running_average, const Array &mask = {});
  Array operator()(const In &x, bool use_running_average, const Array &mask = {}) const;

  Array scale, bias; ///< [num_features], or none
  Stat mean, var;    ///< [num_features], f32
  AxisList axis = -1;
  double momentum = 0.99, epsilon = 1e-5;
  bool use_fast_variance = true;
  bool inference = false;

  static constexpr auto tree_fields(auto &self) {
    return std::tie(self.scale, self.bias, self.mean, self.var, self.axis, self.momentum, self.epsilon,
                    self.use_fast_variance, self.inference);
  }
};

} // namespace burin::nn
