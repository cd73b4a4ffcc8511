// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/group_norm.h"

#include "burin/detail/module_call.h"
#include "burin/errors.h"
#include "frontend/nn/axes_from_front.h"
#include "frontend/nn/message.h"
#include "frontend/nn/normalization.h"

namespace burin::nn {

namespace {

std::int64_t groups_of(std::int64_t num_features, const GroupNormOptions &o, std::source_location where) {
  const std::int64_t divisor = o.group_size.value_or(o.num_groups);
  if (divisor > 0 && num_features % divisor == 0)
    return o.group_size ? num_features / divisor : divisor;
  throw ShapeError(message("nn.GroupNorm",
                           std::string(o.group_size ? "the group size" : "the number of groups") +
                               " does not divide the features; expected a divisor of " + std::to_string(num_features) +
                               ", got " + std::to_string(divisor),
                           where, "Give one that does: {.num_groups = 4}, or {.group_size = 8}.", "shapeerror"));
}

void check_features(const GroupNorm &layer, const Array &x, std::source_location where) {
  if (x.ndim() == 0 || x.shape().back() != layer.num_features)
    throw ShapeError(message("nn.GroupNorm",
                             "x has other features than the layer; expected " + std::to_string(layer.num_features) +
                                 " as the last extent, got " + type_text(x),
                             where, "Make the layer with the features of x.", "shapeerror"));
}

/// All axes but the first, unless they are given.
std::vector<int> reduced_axes(const GroupNorm &layer, const Array &x, std::source_location where) {
  return layer.reduction_axes.empty() ? other_axes({0}, x)
                                      : axes_from_front("nn.GroupNorm", layer.reduction_axes, x, where);
}

} // namespace

GroupNorm::GroupNorm(std::int64_t num_features, Rngs &rngs, const GroupNormOptions &o, std::source_location where)
    : num_features(num_features), num_groups(groups_of(num_features, o, where)), reduction_axes(o.reduction_axes),
      epsilon(o.epsilon), use_fast_variance(o.use_fast_variance) {
  init_features("nn.GroupNorm", scale, &bias, num_features, rngs,
                {o.use_scale, o.use_bias, o.scale_init, o.bias_init, o.dtype}, where);
}

Array GroupNorm::operator()(const In &x, const Array &mask) const {
  const Array input = x.array();
  return burin::detail::call_module(
      *this,
      [&] {
        check_features(*this, input, x.where());
        const Normalization how{.reduction_axes = reduced_axes(*this, input, x.where()),
                                .feature_axes = {static_cast<int>(input.ndim()) - 1},
                                .epsilon = epsilon,
                                .use_fast_variance = use_fast_variance,
                                .num_groups = num_groups};
        return normalized("nn.GroupNorm", {input, scale, bias, mask}, how, x.where());
      },
      input);
}

} // namespace burin::nn
