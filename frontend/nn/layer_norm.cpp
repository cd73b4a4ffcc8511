// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/layer_norm.h"

#include "burin/detail/module_call.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/normalization.h"

namespace burin::nn {

LayerNorm::LayerNorm(std::int64_t num_features, Rngs &rngs, const LayerNormOptions &o, std::source_location where)
    : reduction_axes(o.reduction_axes), feature_axes(o.feature_axes), epsilon(o.epsilon),
      use_fast_variance(o.use_fast_variance) {
  init_features("nn.LayerNorm", scale, &bias, num_features, rngs,
                {o.use_scale, o.use_bias, o.scale_init, o.bias_init, o.dtype}, where);
}

Array LayerNorm::operator()(const In &x, const Array &mask) const {
  const Array input = x.array();
  return burin::detail::call_module(
      *this,
      [&] {
        const Normalization how{.reduction_axes = axes_from_front("nn.LayerNorm", reduction_axes, input, x.where()),
                                .feature_axes = axes_from_front("nn.LayerNorm", feature_axes, input, x.where()),
                                .epsilon = epsilon,
                                .use_fast_variance = use_fast_variance};
        return normalized("nn.LayerNorm", {input, scale, bias, mask}, how, x.where());
      },
      input);
}

} // namespace burin::nn
