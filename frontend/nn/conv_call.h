// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/library.h"
#include "burin/detail/module_call.h"
#include "burin/ops/arithmetic.h"
#include "frontend/nn/attributes.h"
#include "frontend/nn/batch_axes.h"
#include "frontend/nn/conv_options.h"

#include <span>

namespace burin::nn {

/// A call of a layer with strides, a kernel and a bias or none, as one program that `attributes` identify.
/// `convolved(layer, x, kernel)` is for x with one batch axis; x here [batch..., spatial..., in_features].
template <class L, class F>
Array convolution_call(const L &layer, const LayerSite &site, const Array &x, std::int64_t in_features,
                       const Attributes &attributes, const F &convolved) {
  const std::size_t axes = layer.strides.size();
  check_input(site, x, axes, in_features);
  const auto body = [&](std::span<const Array> in) {
    const BatchAxes batch(in[0].shape(), in[0].ndim() - axes - 1);
    const Array y = convolved(layer, batch.as_one(in[0]), in[1]);
    return batch.restored(in.size() == 3 ? y + in[2] : y);
  };
  const Array *operands[] = {&x, &layer.kernel, &layer.bias};
  const std::span given(operands, layer.bias.is_none() ? 2 : 3);
  return burin::detail::call_module(
      layer, [&] { return burin::detail::library(site.op, given, attributes.span(), site.where, body); }, x);
}

} // namespace burin::nn
