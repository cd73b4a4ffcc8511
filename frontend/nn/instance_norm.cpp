// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/instance_norm.h"

#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/message.h"
#include "frontend/nn/normalization.h"

namespace burin::nn {

InstanceNorm::InstanceNorm(std::int64_t num_features, Rngs &rngs, const InstanceNormOptions &o,
                           std::source_location where)
    : feature_axes(o.feature_axes), epsilon(o.epsilon), use_fast_variance(o.use_fast_variance) {
  init_features("nn.InstanceNorm", scale, &bias, num_features, rngs,
                {o.use_scale, o.use_bias, o.scale_init, o.bias_init, o.dtype}, where);
}

Array InstanceNorm::operator()(const In &x, const Array &mask) const {
  const Array input = x.array();
  return burin::detail::call_module(
      *this,
      [&] {
        std::vector<int> kept = axes_from_front("nn.InstanceNorm", feature_axes, input, x.where());
        if (!kept.empty() && kept.front() == 0)
          throw ShapeError(
              message("nn.InstanceNorm",
                      "the first axis is the batch; expected feature axes after it, got axis 0 of " + type_text(input),
                      x.where(), "Put the examples first: x[{newaxis, ellipsis}].", "shapeerror"));
        Normalization how{
            .reduction_axes = {}, .feature_axes = kept, .epsilon = epsilon, .use_fast_variance = use_fast_variance};
        kept.push_back(0);
        how.reduction_axes = other_axes(kept, input);
        return normalized("nn.InstanceNorm", {input, scale, bias, mask}, how, x.where());
      },
      input);
}

} // namespace burin::nn
