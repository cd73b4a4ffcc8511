// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/rms_norm.h"

#include "burin/detail/module_call.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/normalization.h"

namespace burin::nn {

RMSNorm::RMSNorm(std::int64_t num_features, Rngs &rngs, const RMSNormOptions &o, std::source_location where)
    : reduction_axes(o.reduction_axes), feature_axes(o.feature_axes), epsilon(o.epsilon) {
  init_features("nn.RMSNorm", scale, nullptr, num_features, rngs,
                {o.use_scale, false, o.scale_init, o.scale_init, o.dtype}, where);
}

Array RMSNorm::operator()(const In &x, const Array &mask) const {
  const Array input = x.array();
  return burin::detail::call_module(
      *this,
      [&] {
        const Normalization how{.reduction_axes = axes_from_front("nn.RMSNorm", reduction_axes, input, x.where()),
                                .feature_axes = axes_from_front("nn.RMSNorm", feature_axes, input, x.where()),
                                .epsilon = epsilon,
                                .use_mean = false};
        return normalized("nn.RMSNorm", {input, scale, Array(), mask}, how, x.where());
      },
      input);
}

} // namespace burin::nn
